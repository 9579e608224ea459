"""Two rankings become one, language by language, with evidence."""

import pytest

from kb.fusion import Evidence, Threshold, Weights, evidence, fused, shown
from kb.lookup import Hit
from kb.meaning import Near


def hits(*articles: str, score: float = 10.0, covered: float = 0.8) -> list[Hit]:
    return [Hit(each, "en", 1, score - place, covered, ()) for place, each in enumerate(articles)]


def near(*articles: str, cosine: float = 0.8) -> list[Near]:
    return [Near(each, 0, cosine - place / 10) for place, each in enumerate(articles)]


def test_reciprocal_ranks_by_hand() -> None:
    """a: 1/(10+1) + 1.3/(10+2) = .09091 + .10833 = .19924; b: 1/12 + 1.3/11 = .08333 + .11818 = .20152."""
    found = fused({"en": hits("a", "b")}, {"en": near("b", "a")})
    assert [(each.article, round(each.score, 5)) for each in found] == [("b", 0.20152), ("a", 0.19924)]
    assert (found[0].word_rank, found[0].meaning_rank) == (2, 1)


def test_agreement_beats_one_first_place() -> None:
    found = fused({"en": hits("a", "c")}, {"en": near("b", "c")})
    assert found[0].article == "c"


def test_one_ranking_alone_keeps_its_order() -> None:
    assert [each.article for each in fused({"en": hits("a", "b", "c")}, {})] == ["a", "b", "c"]
    assert [each.article for each in fused({}, {"en": near("c", "a")})] == ["c", "a"]
    assert fused({}, {}) == fused({"en": []}, {"zh": []}) == []


def test_a_passage_in_another_language_is_found_by_meaning_though_it_shares_no_words() -> None:
    words = {"zh": hits("zh1", "zh2", score=2.0, covered=0.1), "en": []}
    meaning = {"zh": near("zh1", "zh2", cosine=0.2), "en": near("right", "en2", cosine=0.8)}
    assert fused(words, meaning, Weights(words=0.1))[0].article == "right"


def test_evidence_by_hand() -> None:
    words, meaning = {"en": hits("a", "b", covered=0.6)}, {"en": near("a", "b", cosine=0.7)}
    ranked = fused(words, meaning)
    found = evidence(ranked, words, meaning)
    assert found is not None
    assert (found.covered, found.agree, found.cosine) == (0.6, 1.0, 0.7)
    assert found.margin == pytest.approx(1 - (2.3 / 12) / (2.3 / 11))
    split = evidence(fused(words, {"en": near("b", "a")}), words, {"en": near("b", "a")})
    assert split is not None
    assert split.agree == 0.5
    assert evidence([], {}, {}) is None


def test_nothing_is_shown_below_the_threshold_and_never_more_than_three() -> None:
    ranked = fused({"en": hits("a", "b", "c", "d")}, {})
    assert len(shown(ranked, Evidence(0.9, 0.1, 1.0, None))) == 3
    assert shown(ranked, Evidence(0.1, 0.9, 1.0, None)) == []
    assert shown(ranked, Evidence(0.1, 0.0, 1.0, 0.9)) == ranked[:3]
    assert shown(ranked, Evidence(0.1, 0.0, 0.0, 0.9)) == []
    assert shown(ranked, Evidence(0.1, 0.0, 1.0, 0.9), Threshold(cosine=0.95)) == []
    assert shown([], None) == []
