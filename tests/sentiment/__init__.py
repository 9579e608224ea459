"""Mood: data, lexicon, head, calibration, trend, alert."""
