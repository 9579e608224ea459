"""Which policy takes which work, and which policies cannot be saved."""

from collections.abc import Callable
from typing import Any

import pytest

from sla.errors import SlaError
from sla.facts import Condition, Facts
from sla.policy import Policy, considered, match, shadowed
from sla.targets import Action, Step, Target

VIP = Policy(
    "vip",
    conditions=(Condition("segment", frozenset({"vip"})), Condition("tag", frozenset({"outage", "fire"}))),
)
CHINESE = Policy("zh", conditions=(Condition("language", frozenset({"zh"})),))
REST = Policy("rest", conditions=(Condition("queue"),))


def test_the_first_policy_whose_conditions_all_hold_takes_the_work() -> None:
    assert match([VIP, CHINESE, REST], Facts(segment="vip", tags=frozenset({"fire", "x"}))) is VIP
    assert match([VIP, CHINESE, REST], Facts(segment="vip", language="zh-CN")) is CHINESE
    assert match([VIP, CHINESE, REST], Facts(language="en")) is REST
    assert match([VIP, CHINESE], Facts()) is None


def test_a_priority_has_its_own_targets_and_keeps_the_others() -> None:
    urgent = {"urgent": {"first_response": Target(300)}}
    policy = Policy("p", {"first_response": Target(3600), "resolution": Target(86_400)}, by_priority=urgent)  # type: ignore[arg-type]
    for priority, seconds in (("urgent", 300), ("low", 3600), (None, 3600)):
        found = match([policy], Facts(priority=priority))
        assert found and found.targets == {"first_response": Target(seconds), "resolution": Target(86_400)}
    assert Policy.from_dict(policy.to_dict()) == policy
    with pytest.raises(SlaError):
        Policy("p", by_priority={"urgent": {"applause": Target(1)}})  # type: ignore[dict-item]


def test_an_empty_condition_takes_all_and_the_policy_says_so() -> None:
    assert REST.matches_all
    assert Policy("bare").matches_all
    assert not VIP.matches_all


def test_a_policy_below_one_that_takes_all_its_work_is_named_with_it() -> None:
    wide = Policy("wide", conditions=(Condition("segment", frozenset({"vip", "trade"})),))
    assert shadowed([VIP, CHINESE, wide, REST]) == {}
    assert shadowed([wide, VIP, CHINESE, REST]) == {"vip": "wide"}
    assert shadowed([CHINESE, REST, VIP]) == {"vip": "rest"}


def test_why_a_policy_was_chosen_names_what_failed_above_it() -> None:
    looked = considered([VIP, CHINESE, REST], Facts(segment="vip", language="zh"))
    assert [(name, missed and missed.field) for name, missed in looked] == [("vip", "tag"), ("zh", None)]


def test_the_goal_of_a_step_is_a_share_of_the_target_or_seconds_from_due() -> None:
    assert Step("s", "update", percent=75).goal(3601) == 2701
    assert Step("s", "update", offset_s=-600).goal(3600) == 3000
    assert Step("s", "update", offset_s=600).goal(3600) == 4200
    assert Step("s", "update", offset_s=-7200).goal(3600) == 0


def test_a_policy_survives_being_stored() -> None:
    policy = Policy(
        "p",
        {"answer": Target(20, share=0.8), "resolution": Target(86_400, around_the_clock=True)},
        (Condition("channel", frozenset({"chat", "voice"})),),
        (
            Step(
                "s", "resolution", offset_s=-600, actions=(Action("notify", "team"), Action("webhook", "w1"))
            ),
        ),
        "night",
        frozenset({"waiting_others"}),
        frozenset({"human", "bot"}),
        14,
        3,
    )
    assert Policy.from_dict(policy.to_dict()) == policy


@pytest.mark.parametrize(
    "make",
    [
        lambda: Target(-1),
        lambda: Target(10**10),
        lambda: Target(20, share=1.2),
        lambda: Step("s", "update"),
        lambda: Step("s", "update", percent=50, offset_s=0),
        lambda: Step("s", "update", percent=-1),
        lambda: Policy("p", {"solution": Target(1)}),  # type: ignore[dict-item]
        lambda: Policy("p", steps=(Step("s", "update", percent=1), Step("s", "update", percent=2))),
        lambda: Policy("p", pause_also=frozenset({"solved"})),
        lambda: Policy.from_dict({"id": "p", "targets": {"answer": {"seconds": "20"}}}),
        lambda: Policy.from_dict({"id": "p", "targets": {"answer": {"seconds": True}}}),
        lambda: Policy.from_dict({"id": "p", "conditions": [{"field": "weather"}]}),
        lambda: Policy.from_dict({"id": "p", "conditions": "queue"}),
        lambda: Policy.from_dict({"id": 7}),
        lambda: Policy.from_dict({"id": "p", "targets": []}),
    ],
)
def test_what_cannot_be_a_policy_is_refused_by_field(make: Callable[[], Any]) -> None:
    with pytest.raises(SlaError) as refusal:
        make()
    assert refusal.value.code == "sla.value_invalid"


def test_unknown_and_missing_fields_are_named() -> None:
    with pytest.raises(SlaError, match="'traget'"):
        Policy.from_dict({"id": "p", "traget": {}})
    with pytest.raises(SlaError, match="field id in Policy"):
        Policy.from_dict({})
