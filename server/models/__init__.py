"""The language model: its files, the child process that runs it, and who asks it. Nothing here is imported by a verb of the desk."""
