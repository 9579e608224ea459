"""The test set of our own is what it claims to be, and the words alone do not get worse on it."""

from collections import Counter
from pathlib import Path

import pytest

from kb.evaluation import Quality, evaluated
from kb.index import Index
from tests.kb.bilingual import EVERYBODY, Log, articles, measured, questions

# A little below what docs/search.md reports, so that a change of the ranking shows and a tie does not.
FLOORS = {"zh": 0.82, "en": 0.86, "two": 0.95, "codes": 0.97, "typos": 0.92, "trad": 0.97}


@pytest.fixture(scope="module")
def quality(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Quality]:
    """The measures by group."""
    index = Index(tmp_path_factory.mktemp("bilingual"))
    index.catch_up(Log(articles()))
    rows = evaluated(
        questions(),
        lambda one: [hit.article for hit in index.search(one.text, audience=EVERYBODY, prefer=one.language)],
    )
    index.close()
    return {row.group: row for row in rows}


def test_it_has_at_least_150_articles_and_400_questions_with_an_answer() -> None:
    assert len({entry.id for entry in articles()}) == len(articles()) >= 150
    assert min(Counter(entry.language for entry in articles()).values()) >= 70
    asked = questions()
    assert sum(bool(one.relevant) for one in asked) >= 400
    assert len({(one.language, one.text) for one in asked}) == len(asked)


def test_every_group_asked_for_is_there() -> None:
    groups = Counter(one.group for one in questions())
    assert set(groups) == {"zh", "en", "cross", "two", "codes", "typos", "trad", "one", "para", "none"}
    assert all(len(one.text) == 2 for one in questions() if one.group == "two")


@pytest.mark.parametrize("group", FLOORS)
def test_the_right_article_stands_first_at_least_this_often(quality: dict[str, Quality], group: str) -> None:
    assert quality[group].first >= FLOORS[group]


def test_the_table_names_every_group(tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.catch_up(Log(articles()[:20]))
    text = measured(index, [one for one in questions() if one.group in ("one", "none")])
    index.close()
    assert "one" in text
    assert "28 questions without an answer" in text
