"""The product in its own words, on a virtual clock, over both databases."""
