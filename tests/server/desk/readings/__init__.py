"""Tests of server/desk/readings."""
