"""The types that the browser modules state in JSDoc hold, for all modules together."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.meta.tree import ROOT

COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
NEEDED = "the type checker is not installed: python3 run.py test installs it, or: npm ci"


@pytest.fixture
def compiler(node_path: str) -> list[str]:
    """The command that checks types."""
    if not COMPILER.exists():
        pytest.skip(NEEDED)
    return [node_path, str(COMPILER)]


def test_every_browser_module_fits_its_types(compiler: list[str]) -> None:
    told = subprocess.run(
        [*compiler, "-p", "tsconfig.json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout


def test_a_wrong_type_would_be_found(compiler: list[str], tmp_path: Path) -> None:
    (tmp_path / "wrong.js").write_text(
        '/** @param {number} n */\nexport function f(n) { return n; }\nf("text");\n'
    )
    flags = ["--allowJs", "--checkJs", "--noEmit", "--target", "es2023", str(tmp_path / "wrong.js")]
    told = subprocess.run([*compiler, *flags], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "TS2345" in told.stdout
