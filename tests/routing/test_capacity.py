"""Weights, limits and interrupts on one person's desk."""

from __future__ import annotations

import pytest

from routing import Channel, Demand, Queue, Setup
from routing.capacity import demand_of, obstacle, slots
from tests.routing.cast import agent, item, setup

VOICE, CHAT, MAIL = Demand("voice", 3), Demand("chat", 1), Demand("mail", 2)


@pytest.mark.parametrize(
    ("work", "wanted", "code"),
    [
        ([], VOICE, ""),
        ([CHAT, CHAT], CHAT, ""),
        ([CHAT, CHAT, CHAT], CHAT, "channel_full"),
        ([CHAT, CHAT, CHAT], VOICE, ""),  # a call interrupts chats
        ([VOICE], CHAT, "blocked_by"),  # but no chat is put on top of a call
        ([VOICE], VOICE, "channel_full"),
        ([MAIL], MAIL, "no_capacity"),
        ([MAIL], CHAT, ""),
        ([MAIL], VOICE, "no_capacity"),  # mail is not interrupted here
    ],
)
def test_one_more_item_fits_or_the_reason_is_named(work: list[Demand], wanted: Demand, code: str) -> None:
    found = obstacle(agent("Lin", capacity=3), work, wanted, setup())
    assert (found.code if found else "") == code


def test_an_agents_own_limit_goes_before_the_channels() -> None:
    lin = agent("Lin", limits=(("chat", 1),))
    full = obstacle(lin, [CHAT], CHAT, setup())
    assert full is not None
    assert dict(full.params) == {"channel": "chat", "open": 1, "limit": 1}


def test_a_limit_of_zero_keeps_a_channel_away() -> None:
    assert slots(agent("Lin", limits=(("voice", 0),)), VOICE, setup()) == 0


def test_slots_are_bounded_by_limit_and_by_weight() -> None:
    assert slots(agent("Lin", capacity=3), CHAT, setup()) == 3
    assert slots(agent("Lin", capacity=2), CHAT, setup()) == 2
    assert slots(agent("Lin", capacity=3), MAIL, setup()) == 1
    assert slots(agent("Lin", capacity=0), Demand("mail", 0), setup()) == 2


def test_an_items_own_weight_goes_before_the_channels() -> None:
    assert demand_of(item("a"), setup()) == VOICE
    assert demand_of(item("a", weight=1), setup()) == Demand("voice", 1)


def test_where_calls_do_not_interrupt_chats_count_against_them() -> None:
    policy = Setup.of([Channel(name="voice", weight=3), Channel(name="chat")], [Queue(name="care")])
    full = obstacle(agent("Lin"), [CHAT], VOICE, policy)
    assert full is not None
    assert full.code == "no_capacity"
