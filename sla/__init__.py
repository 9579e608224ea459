"""When is it due, what is late? Values in, values out; `now` is an argument. No I/O, no clock, no randomness."""
