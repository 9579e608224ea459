"""How a question meets the articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.entry import Entry
from kb.index import Index
from tests.kb.bilingual import EVERYBODY, Log

ENTRIES = [
    Entry("title", "en", "Filter", "Something else entirely, and a good deal of it besides."),
    Entry("body", "en", "Other", "Something with a filter, and a good deal of it besides."),
    Entry("exact", "en", "Cleaning", "Wash the grey net."),
    Entry("inexact", "en", "Cleaned", "Washed the grey net."),
    Entry("both", "en", "Trade", "warranty of compressor"),
    Entry("rare", "en", "Noise", "compressor compressor compressor compressor"),
    Entry("zh", "zh", "童锁 E4", "锁住面板。"),
    Entry("en", "en", "Lock E4", "Locks the panel."),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index of a few words."""
    opened = Index(tmp_path)
    opened.catch_up(Log(ENTRIES))
    yield opened
    opened.close()


def found(index: Index, question: str, **wishes: str) -> list[str]:
    return [hit.article for hit in index.search(question, audience=EVERYBODY, **wishes)]  # type: ignore[arg-type]


def test_the_title_says_more_than_the_body(index: Index) -> None:
    assert found(index, "filter") == ["title", "body"]


def test_the_exact_word_stands_above_its_other_forms(index: Index) -> None:
    assert found(index, "washed") == ["inexact", "exact"]
    assert found(index, "wash") == ["exact", "inexact"]


def test_an_article_that_holds_all_words_stands_above_one_that_repeats_one(index: Index) -> None:
    assert found(index, "compressor warranty")[0] == "both"


def test_a_mistyped_word_finds_what_was_meant_and_a_known_word_is_left_alone(index: Index) -> None:
    assert found(index, "waranty") == found(index, "warrnaty") == ["both"]
    assert set(found(index, "compresosr")) == {"rare", "both"}
    assert found(index, "xyzzy") == []


def test_codes_are_never_guessed(index: Index) -> None:
    assert found(index, "E5") == []


def test_one_character_is_looked_up_by_itself(index: Index) -> None:
    assert found(index, "鎖") == ["zh"]


def test_a_language_is_preferred_or_demanded(index: Index) -> None:
    assert found(index, "E4", prefer="zh") == ["zh", "en"]
    assert found(index, "E4", prefer="en") == ["en", "zh"]
    assert found(index, "E4", language="zh") == ["zh"]


def test_a_hit_says_what_it_covers(index: Index) -> None:
    (whole,) = [
        hit for hit in index.search("compressor warranty", audience=EVERYBODY) if hit.article == "both"
    ]
    (part,) = [hit for hit in index.search("compressor xyzzy", audience=EVERYBODY) if hit.article == "rare"]
    assert whole.covered == pytest.approx(1.0)
    assert 0 < part.covered < 0.6
    assert "warranti" in whole.tokens


@pytest.mark.parametrize(
    "question",
    ["", "   ", "?!", "\x00", "AND OR NOT", "title:filter", "filter*", '"', "(((", "=", "a" * 5000],
)
def test_no_text_is_a_query_language_or_an_error(index: Index, question: str) -> None:
    assert isinstance(found(index, question), list)
