"""Finding articles: the index of words, the vectors of passages, both fused. Reads the desk's tables, changes none; `kb` ranks."""
