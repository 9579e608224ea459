"""The document for supervisors names every code and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import routing

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "docs" / "routing.md", ROOT / "docs" / "routing.zh.md"]
SOURCES = sorted(Path(str(routing.__file__)).parent.glob("*.py"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_reason_the_router_gives_is_explained(guide: Path) -> None:
    given = {code for path in SOURCES for code in re.findall(r'\breason\("(\w+)"', path.read_text())}
    assert len(given) > 20
    assert {code for code in given if f"`{code}`" not in guide.read_text()} == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_example_prints_what_it_says(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", guide.read_text(), re.DOTALL)
    exec(compile(example, guide.name, "exec"), {})
    (promised,) = re.findall(r"print\(.*\)  # (.*)", example)
    assert capsys.readouterr().out.strip() == promised
