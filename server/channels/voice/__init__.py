"""Telephony: signed reports in, signed commands out, and a demo provider that uses exactly these."""
