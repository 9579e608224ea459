"""The versions, in order, one head."""
