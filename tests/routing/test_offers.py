"""An offer ends once, in one of four ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routing import (
    Match,
    Offer,
    Settled,
    accepted,
    accepted_at_once,
    declined,
    offer_of,
    timed_out,
    withdrawn,
)
from tests.routing.cast import NOON, agent, at, item, queue, router, setup

POLICY = setup(queue("care", offer_s=20))


def matched() -> Match:
    (match,) = router(POLICY, item("call"), agent("Lin", idle_since=at(-90))).decide(NOON)
    return match


def offered() -> tuple[Offer, Match]:
    match = matched()
    return offer_of(match, POLICY), match


def test_an_offer_runs_for_the_seconds_of_its_queue() -> None:
    offer, match = offered()
    assert (offer.item, offer.agent, offer.offered_at, offer.expires_at) == ("call", "Lin", NOON, at(20))
    assert match.item.state == "offered"


def test_accepted_means_assigned() -> None:
    offer, match = offered()
    found = accepted(offer, match.item, match.agent, at(5))
    assert (found.item.state, found.item.agent, found.agent.idle_since) == ("assigned", "Lin", at(5))
    assert (found.offer.state, found.offer.ended_at, found.code) == ("accepted", at(5), "accepted")


def test_declined_work_is_queued_with_its_age_and_remembers_who_declined() -> None:
    offer, match = offered()
    found = declined(offer, match.item, match.agent, at(5))
    assert found.item == item("call", declined_by=frozenset({"Lin"}))
    assert found.agent.presence == "available"


def test_ignored_work_is_queued_with_its_age_and_the_agent_is_not_responding() -> None:
    offer, match = offered()
    found = timed_out(offer, match.item, match.agent, at(20))
    assert found.item == item("call", skip_once=frozenset({"Lin"}))
    assert found.agent.presence == "not_responding"


def test_a_withdrawn_offer_gives_the_agent_their_turn_back() -> None:
    offer, match = offered()
    found = withdrawn(offer, match.item, match.agent, at(3))
    assert found.item == item("call")
    assert found.agent == agent("Lin", idle_since=at(-90))
    assert withdrawn(offer, match.item, match.agent, at(3), abandoned=True).item.state == "abandoned"


def test_the_deadline_itself_is_too_late_to_accept_and_not_too_early_to_expire() -> None:
    offer, match = offered()
    assert accepted(offer, match.item, match.agent, at(20)).code == "too_late"
    assert timed_out(offer, match.item, match.agent, at(20) - 1).code == "too_early"
    assert timed_out(offer, match.item, match.agent, at(20)).changed


@pytest.mark.parametrize("outcome", [accepted, declined, timed_out, withdrawn])
def test_an_ended_offer_and_a_strangers_answer_change_nothing(outcome: Callable[..., Settled]) -> None:
    offer, match = offered()
    ended = accepted(offer, match.item, match.agent, at(1))
    again = outcome(ended.offer, ended.item, ended.agent, at(30))
    assert (again.changed, again.code, again.item) == (False, "already_ended", ended.item)
    assert outcome(offer, match.item, agent("Kofi"), at(30)).code == "other_item"
    assert outcome(offer, item("call"), match.agent, at(30)).code == "already_ended"


def test_some_queues_do_not_ask() -> None:
    assert not accepted_at_once(item("call"), POLICY)
    assert accepted_at_once(item("mail"), setup(queue("care", auto_accept=True)))
