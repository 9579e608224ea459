"""Articles in passages: nothing lost, whole sentences, short enough."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.passages import PASSAGE_WEIGHT, best, passages
from tests.kb.bilingual import articles


@settings(max_examples=80, deadline=None)
@given(st.text("ab. 滤芯。！\n?3", max_size=900))
def test_passages_lie_in_order_and_lose_only_blanks(text: str) -> None:
    found = passages(text)
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())


def test_sentences_stay_whole_and_numbers_with_points_too() -> None:
    found = passages("Use firmware 4.2 or later. " * 30)
    assert len(found) > 1
    assert all(each.text.strip().endswith("later.") and each.text.startswith("Use") for each in found)
    chinese = passages("打开后盖取出滤芯。" * 40)
    assert all(len(each.text) <= PASSAGE_WEIGHT // 2 and each.text.endswith("。") for each in chinese)


def test_the_best_passage_holds_what_was_asked() -> None:
    body = next(entry.body for entry in articles() if entry.id == "b01-en")
    found = passages(body + " " + "Unrelated words follow here. " * 20)
    chosen = best(found, ["reset", "key"])
    assert chosen is not None
    assert "reset key" in chosen.text
    assert best([], ["x"]) is None
