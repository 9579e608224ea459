"""How far an original has moved on since it was translated."""

from dataclasses import replace

from kb.article import Content
from kb.editing import begun, published, saved, submitted
from kb.translation import drift
from tests.kb.cast import RULES, TEXT, live

CHINESE = begun(
    "a1-zh", "zh", Content("更换滤芯", "打开后盖，按复位键。"), "lin", 0, original="a1", translated_from=1
)


def test_a_fresh_translation_has_no_drift() -> None:
    found = drift(live(), CHINESE)
    assert found is not None
    assert (found.versions, found.share, found.matters) == (0, 0.0, False)


def test_a_published_change_is_drift_and_an_unpublished_one_is_not() -> None:
    edited = saved(
        live(), replace(TEXT, body="Open the cover. Hold reset for five seconds."), "sam", 2, based_on=1
    )
    before = drift(live(), CHINESE)
    assert drift(edited, CHINESE) == before
    found = drift(published(submitted(edited), "marta", RULES, 3), CHINESE)
    assert found is not None
    assert (found.versions, found.matters) == (1, True)
    assert any(each.kind == "added" and "five" in each.text for each in found.changes)


def test_translating_the_new_version_ends_the_drift() -> None:
    edited = saved(live(), replace(TEXT, body="Hold reset for five seconds."), "sam", 2, based_on=1)
    original = published(submitted(edited), "marta", RULES, 3)
    renewed = saved(CHINESE, Content("更换滤芯", "长按复位键五秒。"), "lin", 4, based_on=1, translated_from=2)
    found = drift(original, renewed)
    assert found is not None
    assert not found.matters


def test_there_is_no_drift_of_strangers() -> None:
    assert drift(live(), replace(CHINESE, original="a9")) is None
    assert drift(replace(live(), live=None), CHINESE) is None
    assert drift(live(), begun("x", "zh", TEXT, "lin", 0, original="a1")) is None
