"""The lists in docs/ are what `desk describe` prints today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["events", "tables", "verbs"])
def test_the_list_in_the_documentation_is_current(name: str) -> None:
    # In a process of its own: the tests of this one have registered verbs of theirs.
    told = subprocess.run(
        [sys.executable, "-m", "server", "describe", name], cwd=ROOT, capture_output=True, check=True
    )
    assert told.stdout.decode() == (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    assert told.stdout.count(b"\n| `") > 20
