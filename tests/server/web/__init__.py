"""Tests of the HTTP interface and the server-drawn pages."""
