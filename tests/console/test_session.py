"""What a screen may say and what it is told, decided without any socket."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol import Alive, AnySaid, Hello, Keys, Refused, Watch
from console.session import (
    CARD,
    FRAMES_PER_WINDOW,
    FULL,
    GONE,
    REFUSALS_LIMIT,
    WATCH_LIMIT,
    WINDOW_MS,
    Concern,
    Ended,
    Greeted,
    Looker,
    Renewed,
    Scope,
    Session,
    Typed,
    Watched,
)

QUEUES = ("orders", "billing")
PEOPLE = ("lin", "kofi", "marta")


def session(*words: AnySaid | Refused, looker: Looker | None = None) -> Session:
    """A session that will hear these words, one for each frame."""
    coming = iter(words)
    return Session(looker or Looker("lin", False, frozenset(("orders",))), lambda _data: next(coming))


def concern(queue_id: str = "orders", assignee_id: str | None = None, **lost: frozenset[str]) -> Concern:
    """An event about ticket t1, with a card and lines."""
    owners = frozenset((assignee_id,)) if assignee_id else frozenset[str]()
    return Concern(
        Scope("t1", queue_id, assignee_id, owners),
        True,
        True,
        lost.get("users", frozenset()),
        lost.get("queues", frozenset()),
    )


def test_hello_comes_first_and_only_once() -> None:
    first = session(Alive())
    refused, ended = first.hear(b"", 0)
    assert (refused.code, ended) == ("socket.hello_first", Ended("socket.hello_first"))  # type: ignore[union-attr]
    twice = session(Hello(cursor=3, watch=["t1"]), Hello(cursor=4))
    assert twice.hear(b"", 0) == [Greeted(3, frozenset(("t1",)))]
    (again,) = twice.hear(b"", 0)
    assert isinstance(again, Refused)
    assert again.code == "socket.hello_once"


def test_after_hello_words_become_what_follows_from_them() -> None:
    heard = session(
        Hello(cursor=0), Watch(ticket_ids=["t1"]), Keys(ticket_id="t1", on=True), Alive(active=False)
    )
    heard.hear(b"", 0)
    assert heard.hear(b"", 0) == [Watched(frozenset(), frozenset(("t1",)))]
    assert heard.hear(b"", 0) == [Typed("t1", True)]
    assert heard.hear(b"", 0) == [Renewed(False)]


def test_writing_on_a_ticket_that_is_not_open_is_refused() -> None:
    heard = session(Hello(cursor=0, watch=["t1"]), Keys(ticket_id="t2", on=True))
    heard.hear(b"", 0)
    (refused,) = heard.hear(b"", 0)
    assert refused == Refused(code="socket.not_watched", detail={"ticket_id": "t2"})


@pytest.mark.parametrize("greeted", [False, True])
def test_too_many_open_tickets_are_refused(greeted: bool) -> None:
    many = [f"t{n}" for n in range(WATCH_LIMIT + 1)]
    words: list[AnySaid] = (
        [Hello(cursor=0), Watch(ticket_ids=many)] if greeted else [Hello(cursor=0, watch=many)]
    )
    heard = session(*words)
    actions = [action for _ in words for action in heard.hear(b"", 0)]
    assert Refused(code="socket.watch_limit", detail={"limit": WATCH_LIMIT}) in actions
    assert heard.watch == frozenset()


def test_a_screen_that_goes_on_talking_nonsense_is_ended() -> None:
    nonsense = Refused(code="json.syntax", detail={})
    heard = session(Hello(cursor=0), *itertools.repeat(nonsense, REFUSALS_LIMIT + 1))
    heard.hear(b"", 0)
    for _ in range(REFUSALS_LIMIT):
        assert heard.hear(b"", 0) == [nonsense]
    assert heard.hear(b"", 0) == [nonsense, Ended("json.syntax")]


def test_a_screen_that_floods_is_ended_and_a_lively_one_is_not() -> None:
    words: list[AnySaid] = [Hello(cursor=0), *itertools.repeat(Alive(), 2 * FRAMES_PER_WINDOW)]
    lively = session(*words)
    for n in range(2 * FRAMES_PER_WINDOW):
        assert Ended("socket.too_many") not in lively.hear(b"", n * WINDOW_MS // FRAMES_PER_WINDOW + n)
    flood = session(*words)
    ended = [flood.hear(b"", 0) for _ in range(FRAMES_PER_WINDOW + 1)]
    assert ended[-1] == [Ended("socket.too_many")]


def test_the_team_gets_the_card_and_the_owner_and_those_who_have_it_open_get_the_lines() -> None:
    assert session().view((concern(),)) == (CARD,)
    assert session().view((concern(assignee_id="lin"),)) == (CARD | FULL,)
    watching = session(Hello(cursor=0, watch=["t1"]))
    watching.hear(b"", 0)
    assert watching.view((concern(),)) == (CARD | FULL,)
    assert watching.view((concern("billing"),)) == (0,)


def test_who_lost_the_ticket_by_the_event_hears_only_that_it_is_gone() -> None:
    assert session().view((concern("billing", queues=frozenset(("orders",))),)) == (GONE,)
    assert session().view((concern("billing", users=frozenset(("lin",))),)) == (GONE,)
    assert session().view((concern("orders", users=frozenset(("lin",))),)) == (CARD,)


@given(
    st.frozensets(st.sampled_from(QUEUES)),
    st.sampled_from(QUEUES),
    st.sampled_from((None, *PEOPLE)),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(PEOPLE)),
)
def test_nothing_of_a_ticket_is_told_to_who_does_not_see_it(
    own: frozenset[str],
    queue_id: str,
    owner: str | None,
    sees_all: bool,
    watching: bool,
    lost: frozenset[str],
) -> None:
    looker = Looker("lin", sees_all, own)
    heard = session(Hello(cursor=0, watch=["t1"] if watching else []), looker=looker)
    heard.hear(b"", 0)
    (parts,) = heard.view((concern(queue_id, owner, users=lost),))
    allowed = sees_all or queue_id in own or owner == "lin"
    assert looker.sees(concern(queue_id, owner).scope) == allowed
    assert bool(parts & (CARD | FULL)) == allowed
    assert bool(parts & GONE) == (not allowed and "lin" in lost)
