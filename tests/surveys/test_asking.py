"""Who is asked, who is left alone, and why."""

from dataclasses import replace
from typing import Any

import pytest

from surveys import Asked, Asking, Case, Course, Fatigue, Trigger, asking, sampled
from surveys.settings import DAY
from tests.surveys.cast import SHANGHAI, at

TRIGGER = Trigger("after-solving", frozenset({"solved", "call_ended"}))
CASE = Case("t1", 1, "solved", "mei", SHANGHAI)
NOON = at("2026-03-02T12:00")


def decided(case: Case = CASE, history: list[Asked] | None = None, **other: Any) -> Asking:
    facts: dict[str, Any] = {
        "fatigue": Fatigue(),
        "trigger": TRIGGER,
        "opted_out": False,
        "now": NOON,
        **other,
    }
    return asking(
        facts["trigger"],
        case,
        history or [],
        facts["fatigue"],
        Course(),
        opted_out=facts["opted_out"],
        now=facts["now"],
    )


def sent(days_ago: float, ticket: str = "old") -> Asked:
    return Asked("after-solving", ticket, 1, NOON + 30 * 60_000 - round(days_ago * DAY))


def test_half_an_hour_after_solving_the_survey_goes_out() -> None:
    assert decided() == Asking(at("2026-03-02T12:30"))


def test_at_night_it_waits_for_the_morning_of_the_person() -> None:
    assert decided(now=at("2026-03-02T22:00")) == Asking(at("2026-03-03T09:00"))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"spam": True}, "spam"),
        ({"merged": True}, "merged"),
        ({"closed_by_rule": True}, "closed_by_rule"),
        ({"reachable": False}, "not_reached"),
    ],
)
@pytest.mark.parametrize("occasion", ["solved", "by_hand", "by_api"])
def test_never_after_spam_merge_or_a_close_by_rule_not_even_by_hand(
    change: dict[str, bool], refusal: str, occasion: Any
) -> None:
    case = replace(CASE, occasion=occasion, **change)  # type: ignore[arg-type]
    assert decided(case) == Asking(None, refusal)  # type: ignore[arg-type]


def test_opting_out_holds_on_every_occasion() -> None:
    for occasion in ("solved", "call_ended", "by_hand", "by_api"):
        assert decided(replace(CASE, occasion=occasion), opted_out=True) == Asking(None, "opted_out")


def test_a_trigger_that_is_off_stops_all_but_people() -> None:
    off = Trigger("after-solving", frozenset())
    assert decided(trigger=off) == Asking(None, "off")
    assert decided(replace(CASE, occasion="by_hand"), trigger=off).send_at == at("2026-03-02T12:30")


def test_a_solution_is_asked_about_once_and_a_reopened_ticket_again() -> None:
    before = [Asked("after-solving", "t1", 1, NOON - 40 * DAY)]
    assert decided(history=before) == Asking(None, "already_asked")
    assert decided(replace(CASE, cycle=2), before).send_at is not None


def test_the_cool_down_ends_on_the_minute() -> None:
    assert decided(history=[sent(14)]).send_at is not None
    refused = decided(history=[sent(13.999)])
    assert refused.refusal == "cool_down"
    assert refused.free_at == sent(13.999).at + 14 * DAY


def test_the_budget_counts_every_channel_and_frees_when_the_oldest_leaves_the_window() -> None:
    history = [sent(80, "a"), sent(40, "b")]
    refused = decided(history=history)
    assert (refused.refusal, refused.free_at) == ("budget", history[0].at + 90 * DAY)
    assert decided(history=[sent(90, "a"), sent(40, "b")]).send_at is not None
    assert decided(history=[*history, sent(89, "c")]).free_at == history[0].at + 90 * DAY


def test_a_budget_of_nothing_asks_nobody() -> None:
    assert decided(fatigue=Fatigue(budget=0)) == Asking(None, "budget")


def test_people_who_ask_by_hand_are_held_to_the_budget_too() -> None:
    assert decided(replace(CASE, occasion="by_hand"), [sent(80, "a"), sent(40, "b")]).refusal == "budget"


def test_the_sample_is_drawn_the_same_way_every_time_and_has_its_share() -> None:
    quarter = Trigger("after-solving", frozenset({"solved"}), sample_percent=25)
    drawn = [sampled(quarter, f"t{number}", 1) for number in range(4000)]
    assert drawn == [sampled(quarter, f"t{number}", 1) for number in range(4000)]
    assert 0.22 < sum(drawn) / 4000 < 0.28
    assert all(sampled(replace(quarter, sample_percent=100.0), f"t{number}", 1) for number in range(200))
    assert not any(sampled(replace(quarter, sample_percent=0.0), f"t{number}", 1) for number in range(200))
    left = next(f"t{number}" for number in range(50) if not drawn[number])
    assert decided(replace(CASE, ticket=left), trigger=quarter) == Asking(None, "not_sampled")
    assert decided(replace(CASE, ticket=left, occasion="by_api"), trigger=quarter).refusal is None
