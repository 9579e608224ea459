"""Tests of articles at the desk."""
