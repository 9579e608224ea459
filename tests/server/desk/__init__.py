"""Tests of server/desk."""
