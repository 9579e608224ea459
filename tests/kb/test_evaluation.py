"""The measures, worked by hand."""

import pytest

from kb.evaluation import DEPTH, Quality, Question, evaluated, rank_of, table, told_apart

FOUND = {"one": ["a", "b"], "two": ["x", "a"], "none": ["x"] * 12}


def test_measures_by_hand() -> None:
    """Ranks 1, 2 and none: R@1 1/3, R@5 2/3, MRR (1 + 1/2 + 0) / 3 = .5."""
    asked = [Question("g", "en", text, frozenset({"a"})) for text in FOUND]
    asked.append(Question("silent", "en", "one", frozenset()))
    rows = evaluated(asked, lambda question: FOUND[question.text])
    assert rows == [Quality("g", 3, 1 / 3, 2 / 3, 0.5), Quality("all", 3, 1 / 3, 2 / 3, 0.5)]
    assert "g                   3   0.333   0.667   0.500" in table(rows)


def test_ranks_are_cut_and_any_relevant_article_counts() -> None:
    assert rank_of(["x", "b", "a"], frozenset({"a", "b"})) == 2
    assert rank_of(["x"] * DEPTH + ["a"], frozenset({"a"})) == 0
    assert evaluated([], lambda _: []) == [Quality("all", 0, 0.0, 0.0, 0.0)]


def test_evidence_is_told_apart_by_hand() -> None:
    """Of six pairs five are won and one is even: 5.5 / 6."""
    assert told_apart([0.9, 0.8, 0.5], [0.5, 0.1]) == pytest.approx(5.5 / 6)
    assert told_apart([], [0.5]) == 0.5
