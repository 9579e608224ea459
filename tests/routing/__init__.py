"""Tests of routing and staffing."""
