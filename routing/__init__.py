"""Who should take this? Values in, decisions out; `now` is an argument. No I/O, no clock, no randomness."""
