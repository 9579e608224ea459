"""The proving ground: the whole desk in one process on virtual time, with seeded faults, its invariants asked after every step."""
