"""The guide for supervisors: both languages say the same, its pictures exist, and its example runs."""

import re
from datetime import datetime
from pathlib import Path

import pytest

import sla
from tests.sla.ticket import at

DOCS = Path(sla.__file__).parent.parent / "docs"
PAGES = {
    language: (DOCS / name).read_text(encoding="utf-8")
    for language, name in (("en", "sla.md"), ("zh", "sla.zh.md"))
}


def test_both_languages_have_the_same_shape() -> None:
    shapes = [
        [
            found.group()
            for line in page.splitlines()
            if re.match(r"#|\||!|```|\d\.", line) and (found := re.match(r"#+|\||-|\d|!|```|", line))
        ]
        for page in PAGES.values()
    ]
    assert shapes[0] == shapes[1]
    codes = [re.findall(r"^\| `([a-z_]+)` \|.*$", page, re.MULTILINE) for page in PAGES.values()]
    assert codes[0] == codes[1]


def test_a_code_has_the_same_parameters_in_both_languages() -> None:
    def parameters(page: str) -> dict[str, set[str]]:
        rows = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", page, re.MULTILINE)
        return {code: set(re.findall(r"\{(\w+)\}", words)) for code, words in rows}

    assert parameters(PAGES["en"]) == parameters(PAGES["zh"])


@pytest.mark.parametrize("language", sorted(PAGES))
def test_every_picture_and_page_it_names_exists(language: str) -> None:
    named = re.findall(r"\]\(([\w./-]+)\)", PAGES[language])
    assert len(named) >= 5
    assert all((DOCS / name).is_file() for name in named)


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_example_runs_as_it_stands(language: str) -> None:
    found = re.search(r"```python\n(.*?)```", PAGES[language], re.DOTALL)
    assert found is not None
    scope: dict[str, object] = {
        "created_at": at("02:00"),
        "replied_at": at("02:30"),
        "now": at("03:00"),
        "done_keys": set(),
    }
    exec(found.group(1), scope)
    evaluation = scope["found"]
    assert isinstance(evaluation, sla.Evaluation)
    assert isinstance(evaluation.current["resolution"].due_at, datetime)
    assert evaluation.current["first_response"].outcome == "met"
