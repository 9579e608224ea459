"""The table of words of feeling."""

from collections import Counter

from sentiment.lexicon import CONCESSION, CONTRAST, FEELING, HARM, INTENSITY, NEGATION, TABLE, find, lexicon


def test_every_entry_has_a_known_kind_a_weight_in_bounds_and_stands_once() -> None:
    kinds = {FEELING, HARM, NEGATION, INTENSITY, CONTRAST, CONCESSION}
    assert {
        entry.words for entry in lexicon() if entry.kind not in kinds or not -3 <= entry.weight <= 3
    } == set()
    assert {entry.words for entry in lexicon() if entry.kind == HARM and entry.weight >= 0} == set()
    assert [words for words, n in Counter(entry.words for entry in lexicon()).items() if n > 1] == []
    assert TABLE.read_text(encoding="utf-8").startswith("kind\tweight\twords\n")


def test_a_star_stands_only_at_the_end() -> None:
    assert [entry.words for entry in lexicon() if "*" in entry.words[:-1]] == []


def test_the_longest_entry_wins_and_none_overlaps() -> None:
    hits = find("thank you so much, 不满意")
    assert [hit.entry.words for hit in hits] == ["thank you so much", "不满意"]


def test_both_languages_have_words_on_both_sides() -> None:
    sides = Counter(
        (entry.words.isascii(), entry.weight > 0) for entry in lexicon() if entry.kind in {FEELING, HARM}
    )
    assert min(sides.values()) >= 60 and len(sides) == 4
