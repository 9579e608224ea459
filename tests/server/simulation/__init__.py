"""Tests of the server's simulation."""
