"""Tests of the survey rules."""
