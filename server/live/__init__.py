"""The live path: from a commit to every screen that may see it. Reads the log, writes to sockets; changes nothing."""
