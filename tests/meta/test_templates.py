"""Pages keep to the strict content policy: no script or style inside, nothing from another host, no HTML in scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.meta.tree import PACKAGES, ROOT

# Mails are no pages: the desk's policy does not reach mail programs, and these know no style sheets.
MAILS = ROOT / "console" / "templates" / "mail"
TEMPLATES = sorted(
    path for name in PACKAGES for path in (ROOT / name).rglob("*.html") if MAILS not in path.parents
)
SCRIPTS = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.js"))
STYLES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.css"))
FORBIDDEN = {
    "a script inside the page": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")",
    "a style sheet inside the page": r"<style\b",
    "a style attribute": r"<[a-z][^>{]*\sstyle=",
    "an event attribute": r"<[a-z][^>{]*\son[a-z]+=",
    "a javascript: address": r"javascript:",
}
HTML_IN_SCRIPTS = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b|\beval\(|\bnew Function\("


def test_there_are_templates_scripts_and_styles() -> None:
    assert TEMPLATES
    assert SCRIPTS
    assert STYLES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_keeps_to_the_content_policy(path: Path) -> None:
    assert [
        what for what, pattern in FORBIDDEN.items() if re.search(pattern, path.read_text(), re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_writes_no_html(path: Path) -> None:
    assert re.findall(HTML_IN_SCRIPTS, path.read_text()) == []


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *SCRIPTS, *STYLES], ids=lambda path: str(path.relative_to(ROOT))
)
def test_nothing_is_loaded_from_another_host(path: Path) -> None:
    loaded = r"(?:src=|<link[^>]*href=|url\(|@import|from|import\()\s*[\"']?((?:https?:)?//[^\s\"')]+)"
    assert re.findall(loaded, path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script>x()</script>", "a script inside the page"),
        ("<p style='color: red'>", "a style attribute"),
        ('<a onclick="x()">', "an event attribute"),
    ],
)
def test_a_breach_would_be_found(text: str, what: str) -> None:
    assert re.search(FORBIDDEN[what], text)
