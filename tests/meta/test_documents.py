"""Documents say the same in both languages, links lead somewhere, and nothing names the place where it was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.meta.tree import ROOT, tracked

DOCUMENTS = sorted(path for path in tracked() if path.suffix == ".md")
PAIRS = [(path, path.with_suffix(".zh.md")) for path in DOCUMENTS if path.with_suffix(".zh.md").exists()]
REQUIRED = (
    "README.md",
    "README.zh.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/new-feature.md",
    "docs/operations.md",
    "docs/security.md",
    "docs/events.md",
)
# In two pieces, so that this file does not hold what it looks for.
FORBIDDEN = [
    *("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "deb.debian" + ".org"),
    *(
        "/work" + "/main",
        "/work" + "/shared",
        "/root" + "/",
        "python" + "-svc",
        "MUST-" + "BEAT",
        "sub" + "agent",
    ),
]
BINARY = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".sqlite3"}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_document_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
    assert len((ROOT / name).read_text()) > 200


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=lambda path: path.name)
def test_both_languages_have_the_same_headings_pictures_and_commands(english: Path, chinese: Path) -> None:
    assert _levels(english) == _levels(chinese)
    assert len(_targets(english)) == len(_targets(chinese))
    assert _commands(english) == _commands(chinese)


def test_the_readme_is_in_both_languages() -> None:
    assert (ROOT / "README.md", ROOT / "README.zh.md") in PAIRS


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_document_lead_to_files(path: Path) -> None:
    local = [target.partition("#")[0] for target in _targets(path) if not re.match(r"[a-z]+:|#", target)]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_no_file_names_a_registry_or_the_place_it_was_written_at() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        if path.suffix not in BINARY
        for word in FORBIDDEN
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_no_file_holds_a_conflict_or_a_promise_for_later() -> None:
    marks = re.compile(r"^(<{7} |>{7} )|\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b", re.MULTILINE)
    texts = [path for path in tracked() if path.suffix in {".py", ".js", ".html", ".css", ".md"}]
    assert [str(path.relative_to(ROOT)) for path in texts if marks.search(path.read_text())] == []


def _levels(path: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", _without_code(path), re.MULTILINE)]


def _targets(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", _without_code(path))


def _commands(path: Path) -> list[str]:
    blocks = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
    return [line.partition("#")[0].rstrip() for block in blocks for line in block.splitlines()]


def _without_code(path: Path) -> str:
    return re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
