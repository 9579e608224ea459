"""Tests of the console's face: files, words, pages."""
