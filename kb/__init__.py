"""Knowledge: articles, tokens, index, suggestions, safe Markdown. The index is the only part of the six that touches a disk."""
