"""Tests of the background work, stepped inline."""
