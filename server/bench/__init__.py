"""Measurements of the desk, each beside a reference taken in the same run: ratios that hold on a noisy machine, never timed tests."""
