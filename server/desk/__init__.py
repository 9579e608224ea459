"""The only place where state changes: one verb of the product per function, decided purely, written in grouped commits."""
