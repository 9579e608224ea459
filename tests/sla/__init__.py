"""Tests of business time and clocks."""
