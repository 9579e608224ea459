"""Tests of the server's cli."""
