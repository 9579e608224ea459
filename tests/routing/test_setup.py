"""Policy is checked when it is made."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Channel, Queue, RoutingError, Setup, Step
from tests.routing.cast import CHANNELS, queue, setup


def test_a_setup_finds_channels_and_queues_by_name() -> None:
    made = setup(queue("care"), queue("sales"))
    assert made.queue("sales").name == "sales"
    assert made.channel("chat").limit == 3


@pytest.mark.parametrize(
    ("queues", "more", "code"),
    [
        ((Queue(name="care", closed_to="nowhere"),), {}, "unknown_queue"),
        ((queue("care", Step(after_s=1, overflow="nowhere")),), {}, "unknown_queue"),
        ((queue("care", Step(after_s=1, widen=("nowhere",))),), {}, "unknown_queue"),
        ((Queue(name="care", ratio=0),), {}, "bad_queue"),
        ((Queue(name="care", offer_s=0),), {}, "bad_queue"),
        ((Queue(name="care"),), {"order": "loudest"}, "bad_order"),
        ((Queue(name="care"),), {"max_hops": -1}, "bad_max_hops"),
    ],
)
def test_a_wrong_policy_is_refused_by_name(
    queues: tuple[Queue, ...], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(RoutingError) as caught:
        Setup.of(CHANNELS, queues, **more)
    assert caught.value.code == code


def test_a_channel_with_a_negative_weight_is_refused() -> None:
    with pytest.raises(RoutingError, match="bad_channel"):
        Setup.of([Channel(name="voice", weight=-1)], [Queue(name="care")])


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(RoutingError, match=r"expected one of \['care'\], got 'sales'"):
        setup().queue("sales")
    with pytest.raises(RoutingError, match="unknown_channel"):
        setup().channel("pigeon")
