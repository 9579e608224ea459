"""The lists in docs/ and the browser's types are what `desk describe` prints today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from server.cli.wire_types import wire_types

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["events", "tables", "verbs"])
def test_the_list_in_the_documentation_is_current(name: str) -> None:
    # In a process of its own: the tests of this one have registered verbs of theirs.
    told = subprocess.run(
        [sys.executable, "-m", "server", "describe", name], cwd=ROOT, capture_output=True, check=True
    )
    assert told.stdout.decode() == (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    assert told.stdout.count(b"\n| `") > 20


def test_the_browsers_types_are_those_of_the_wire() -> None:
    kept = ROOT / "console" / "static" / "js" / "protocol.d.ts"
    assert kept.read_text("utf-8") == wire_types(), "make it again: python -m server describe types"


def test_a_shape_is_told_with_its_tag_its_fields_and_what_may_be_left_out() -> None:
    told = wire_types()
    assert (
        'export interface Gone {\n  type: "gone";\n  of: string;\n  id: string;\n  version: number;\n}'
        in told
    )
    assert "  line_at: number | null;" in told
    assert "  watch?: string[];" in told
    assert "export type AnyFrame = Change | Welcome" in told
    assert "any[]" not in told
