"""The product as people see it: real Chromium at a real desk, two and three browsers at once, in both languages."""
