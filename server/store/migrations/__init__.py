"""Alembic's environment and the versions of the schema. Versions import nothing of ours, so that old ones keep meaning the same."""
