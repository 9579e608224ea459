"""Tests of the tree itself: shape, imports, catalogs, documents, packaging."""
