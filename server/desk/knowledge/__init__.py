"""Knowledge at the desk: articles and their life, snippets, pictures, uses, searches, gaps. What is right is decided by `kb`."""
