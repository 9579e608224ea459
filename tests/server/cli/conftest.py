"""A desk's home for tests of the terminal's verbs."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the settings of this process name as the desk's home, over an empty migrated database."""
    for name, value in (("HOME", str(tmp_path)), ("DATABASE_URL", database_url), ("MASTER_KEY", KEY)):
        monkeypatch.setenv(f"DESK_{name}", value)
    return tmp_path


KEY = "dGhpcyBpcyBhIGtleSBvZiB0aGUgdGVzdHMsIDMyIGI="
