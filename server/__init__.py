"""The shell around the six: it imports everybody and nobody imports it. Only `server.desk` changes state."""

__version__ = "0.1.0"
