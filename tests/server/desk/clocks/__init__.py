"""Tests of the clocks in the desk."""
