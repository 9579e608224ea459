"""Everything that can be read from the desk, as typed answers of one snapshot."""
