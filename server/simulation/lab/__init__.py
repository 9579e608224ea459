"""The laboratory: days of work imagined or recorded, run through the router on a virtual clock, with intervals beside every figure."""
