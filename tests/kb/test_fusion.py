"""Two rankings become one, language by language, with evidence."""

import pytest

from kb.fusion import Evidence, Threshold, by_words, evidence, fused, shown, trusted
from kb.lookup import Hit
from kb.meaning import Near


def hits(*articles: str, score: float = 10.0, covered: float = 0.8, language: str = "en") -> list[Hit]:
    return [
        Hit(each, language, 1, score - place, covered, ("e4",) if "code" in each else ())
        for place, each in enumerate(articles)
    ]


def near(*articles: str, cosine: float = 0.8) -> list[Near]:
    return [Near(each, 0, cosine - place / 10) for place, each in enumerate(articles)]


def test_figures_by_hand() -> None:
    """a: .7 + .15 x .64 + .1 x .8 = .876; b: .8 + .096 + .1 x .8 x 9/10 = .968."""
    found = fused({"en": hits("a", "b")}, {"en": near("b", "a")})
    assert [(each.article, round(each.support, 3)) for each in found] == [("b", 0.968), ("a", 0.876)]
    assert (found[0].word_rank, found[0].meaning_rank) == (2, 1)


def test_an_article_found_by_words_only_is_taken_to_be_as_near_as_the_last() -> None:
    found = fused({"en": hits("w")}, {"en": near("a", "b")})
    assert {each.article: round(each.support, 3) for each in found}["w"] == pytest.approx(0.7 + 0.096 + 0.08)


def test_one_ranking_alone_keeps_its_order() -> None:
    assert [each.article for each in fused({"en": hits("a", "b", "c")}, {})] == ["a", "b", "c"]
    assert [each.article for each in fused({}, {"en": near("c", "a")})] == ["c", "a"]
    assert [each.article for each in by_words(hits("a", "b"))] == ["a", "b"]
    assert fused({}, {}) == fused({"en": []}, {"zh": []}) == []


def test_a_passage_in_another_language_is_found_by_meaning_though_it_shares_no_words() -> None:
    words = {"zh": hits("zh1", "zh2", score=2.0, covered=0.1), "en": []}
    meaning = {"zh": near("zh1", "zh2", cosine=0.2), "en": near("right", "en2", cosine=0.8)}
    assert fused(words, meaning)[0].article == "right"


def test_few_words_lift_a_language_above_another_by_no_more_than_a_tie() -> None:
    words = {"zh": hits("zh1", covered=0.3, language="zh"), "en": []}
    assert (
        fused(words, {"zh": near("zh1", cosine=0.4), "en": near("right", cosine=0.42)})[0].article == "right"
    )
    assert fused(words, {"zh": near("zh1", cosine=0.4), "en": near("en1", cosine=0.405)})[0].article == "zh1"


def test_words_that_cover_the_question_lift_their_language_by_all_they_say() -> None:
    """zh1: .4 + .15 + .1 = .65, and nothing of it is taken away."""
    words = {"zh": hits("zh1", covered=1.0, language="zh"), "en": []}
    found = fused(words, {"zh": near("zh1", cosine=0.4), "en": near("en1", cosine=0.6)})
    assert [(each.article, round(each.score, 3)) for each in found] == [("zh1", 0.65), ("en1", 0.6)]


def test_a_code_means_the_same_everywhere_so_the_readers_language_comes_first() -> None:
    words = {"zh": hits("code-zh", language="zh"), "en": hits("code-en")}
    meaning = {"zh": near("code-zh", cosine=0.5), "en": near("code-en", cosine=0.6)}
    assert fused(words, meaning)[0].article == "code-en"
    assert fused(words, meaning, codes={"e4"}, prefer="zh")[0].article == "code-zh"


def test_evidence_by_hand() -> None:
    words, meaning = {"en": hits("a", "b", covered=0.6)}, {"en": near("a", "b", cosine=0.7)}
    found = evidence(fused(words, meaning), words, meaning)
    assert found is not None
    assert (found.covered, found.agree, found.cosine) == (0.6, 1.0, 0.7)
    assert found.margin == pytest.approx(0.1 + 0.1 * 0.6 / 10)
    split = evidence(fused(words, {"en": near("b", "a")}), words, {"en": near("b", "a")})
    assert split is not None
    assert split.agree == 0.5
    assert evidence([], {}, {}) is None


def test_nothing_is_shown_below_the_threshold_and_never_more_than_three() -> None:
    ranked = fused({"en": hits("a", "b", "c", "d")}, {})
    assert len(shown(ranked, Evidence(0.9, 9.0, 0.1, 1.0, None))) == 3
    assert shown(ranked, Evidence(0.1, 9.0, 0.9, 1.0, None)) == []
    assert shown(ranked, Evidence(0.1, 0.5, 0.15, 1.0, 0.5)) == ranked[:3]
    assert shown(ranked, Evidence(0.9, 0.5, 0.05, 0.0, 0.5)) == []
    assert shown(ranked, Evidence(0.1, 0.5, 0.15, 1.0, 0.5), Threshold(score=0.9)) == []
    assert shown([], None) == []
    assert not trusted(None)
