"""Surveys at the desk: configured, planned, sent, answered, and what a low answer makes. What a survey may be is decided in `surveys`."""
