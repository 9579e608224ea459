"""Deliberately broken desks: each breaks one rule and names the invariant that must notice. One that nobody notices is a missing check.

Nothing here runs outside the proving ground; a variant lasts as long as its context.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from console.session import Looker
from routing import roster
from server.base.clock import SECOND
from server.base.errors import Conflict, Unavailable
from server.desk import access, executor, offers, ownership, presence, timers
from server.desk import verbs as registry
from server.desk.book import Book
from server.desk.events.tickets import OfferEnded, OfferMade
from server.desk.folds import offers as offer_folds
from server.jobs import timing
from server.jobs.dispatch import Dispatch
from server.live import source
from server.live.hydration import log_after
from server.simulation.proving.ground import Failure, prove
from server.simulation.proving.screens import Screen
from server.simulation.proving.stage import Shaky
from server.store import append
from server.store.tables.infra import LOG, RECEIPTS, TIMERS, Receipt
from server.store.tables.staff import USERS
from server.store.tables.work import OFFERS, TICKETS, WORK

Break = Callable[[], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A broken desk. `notices`: the invariants one of which must speak up first; `breaks` makes it so while it is entered."""

    says: str
    notices: tuple[str, ...]
    breaks: Break

    def is_noticed(self, failure: Failure) -> bool:
        """Say whether what failed is an invariant that this breaks, and not something else."""
        return failure.wrong[0].split()[0] in self.notices


@contextmanager
def swapped(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """Replace attributes (or items of mappings) and put them back."""
    with contextlib.ExitStack() as undo:
        for owner, name, new in changes:
            if isinstance(owner, dict):
                undo.callback(owner.__setitem__, name, owner[name])
                owner[name] = new
            else:
                undo.callback(setattr, owner, name, getattr(owner, name))
                setattr(owner, name, new)
        yield


def decides(verb: str, decide: Callable[[Book, Any], Any]) -> contextlib.AbstractContextManager[None]:
    """Have a verb decided otherwise."""
    return swapped((registry.VERBS, verb, registry.VERBS[verb]._replace(decide=decide)))


def _offer_without_condition() -> contextlib.AbstractContextManager[None]:
    def make(book: Book, body: offers.Make) -> offers.Made:
        offer_id = book.new_id("off")
        until = book.now + 20 * SECOND
        book.emit(
            OfferMade(
                offer_id=offer_id, ticket_id=body.ticket_id, user_id=body.user_id, expires_at=until, why={}
            )
        )
        book.timer("offer", offer_id, until)
        return offers.Made(offer_id=offer_id)

    return decides("offer.make", make)


def _accept_after_expiry() -> contextlib.AbstractContextManager[None]:
    def accept(book: Book, body: offers.OfOffer) -> offers.Accepted:
        offer = offers._open_offer(book, body.offer_id)
        ticket = book.must(TICKETS, offer.ticket_id)
        ownership.end_offer(book, book.must(WORK, ticket.id), "accepted")
        ownership.assign(book, ticket, offer.agent_id, "offer")
        return offers.Accepted(ticket_id=ticket.id)

    return decides("offer.accept", accept)


def _accept_twice() -> contextlib.AbstractContextManager[None]:
    def accept(book: Book, body: offers.OfOffer) -> offers.Accepted:
        offer = book.must(OFFERS, body.offer_id)
        fact = OfferEnded(
            offer_id=offer.id, ticket_id=offer.ticket_id, user_id=offer.agent_id, outcome="accepted"
        )
        book.emit(fact)
        ownership.assign(book, book.must(TICKETS, offer.ticket_id), offer.agent_id, "offer")
        return offers.Accepted(ticket_id=offer.ticket_id)

    return decides("offer.accept", accept)


def _accept_for_another() -> contextlib.AbstractContextManager[None]:
    check = access._check_thing

    def anybody(book: Book, policy: access.Policy, looker: access.Viewer, body: Any) -> None:
        if policy.thing != "offer":
            check(book, policy, looker, body)

    return swapped((access, "_check_thing", anybody))


def _timer_early() -> contextlib.AbstractContextManager[None]:
    def claim(book: Book, body: Any) -> Any:
        timer = book.get(TIMERS, body.timer_id)
        if timer is not None:
            book.drop(TIMERS, timer.id)
        return timer

    hasty = sa.select(TIMERS.c.id, TIMERS.c.kind).order_by(TIMERS.c.due_at)
    return swapped((offers, "claim", claim), (timing, "_DUE", _Hasty(hasty)))


class _Hasty:
    """A query for due timers that finds every timer."""

    def __init__(self, query: sa.Select[Any]) -> None:
        self._query = query

    def where(self, *_conditions: object) -> sa.Select[Any]:
        """Return the query without what was asked."""
        return self._query


def _timer_unclaimed() -> contextlib.AbstractContextManager[None]:
    def claim(book: Book, body: Any) -> Any:
        return book.get(TIMERS, body.timer_id)

    honest = timers.claim
    users = [one for name, one in sys.modules.items() if name.startswith("server.desk.")]
    return swapped(*((one, "claim", claim) for one in users if getattr(one, "claim", None) is honest))


def _timers_polled_late() -> contextlib.AbstractContextManager[None]:
    return swapped((timing.Timing, "step", lambda _self, _epoch: 0))


def _capacity_ignored() -> contextlib.AbstractContextManager[None]:
    def refuse(_book: Book, _user: Any, work: Any) -> None:
        if work.state != "queued":
            raise Conflict("offer.not_waiting", state=work.state)

    def fits(*_asked: object) -> None:
        return None

    return swapped((offers, "_refuse_unready", refuse), (roster, "obstacle", fits))


def _key_ignored() -> contextlib.AbstractContextManager[None]:
    decided = executor._decided
    return swapped(
        (executor, "_decided", lambda book, verb, one: decided(book, verb, one._replace(key=None)))
    )


def _key_across_people() -> contextlib.AbstractContextManager[None]:
    def decided(book: Book, verb: registry.Verb, one: registry.Command) -> dict[str, Any]:
        if one.key is None:
            return plain(book, verb, one)
        book.actor = one.actor
        access.check(book, verb.policy, one.actor, one.body)
        receipt = book.get(RECEIPTS, "anybody", one.key)
        if receipt is not None:
            if receipt.digest != executor._digest(book.master, one):
                raise Conflict("command.key_reused", key=one.key)
            return receipt.answer
        answer = executor._answer(book, verb, one)
        digest = executor._digest(book.master, one)
        book.put(
            RECEIPTS,
            Receipt(scope="anybody", key=one.key, digest=digest, answer=answer, at=book.now),
        )
        return answer

    plain = executor._decided
    return swapped((executor, "_decided", decided))


def _answered_before_commit() -> contextlib.AbstractContextManager[None]:
    honest = Shaky.writing

    @contextmanager
    def writing(self: Shaky) -> Iterator[sa.Connection]:
        lost = self.trouble == "before"
        try:
            with honest(self) as connection:
                yield connection
        except Unavailable:
            if not lost:
                raise

    return swapped((Shaky, "writing", writing))


def _lease_without_epoch() -> contextlib.AbstractContextManager[None]:
    return swapped((access, "_check_leader", lambda _book, _actor: None))


def _cursor_by_time() -> contextlib.AbstractContextManager[None]:
    honest = log_after

    def by_time(look: Any, cursor: int, limit: int) -> Any:
        rows = honest(look, cursor, limit)
        before = sa.select(LOG.c.at).where(LOG.c.seq == cursor)
        at = look.connection.execute(before).scalar()
        return [row for row in rows if at is None or row.at > at]

    return swapped((source, "log_after", by_time))


def _hole_unnoticed() -> contextlib.AbstractContextManager[None]:
    def apply(self: Screen, frame: dict[str, Any]) -> list[str]:
        self.last = frame["seq"]
        for record in frame["records"]:
            self._keep(record)
        return []

    return swapped((Screen, "_apply", apply))


def _rights_outlive() -> contextlib.AbstractContextManager[None]:
    def anybody(book: Book, actor: Any) -> Any:
        return book.must(USERS, actor.id)

    return swapped((access, "current_user", anybody))


def _seen_by_everybody() -> contextlib.AbstractContextManager[None]:
    return swapped((Looker, "sees", lambda _self, _scope: True))


def _age_lost() -> contextlib.AbstractContextManager[None]:
    honest = ownership.enqueue

    def enqueue(book: Book, ticket: Any, *, reason: str, entered_at: int | None = None) -> None:
        honest(book, ticket, reason=reason, entered_at=book.now if entered_at is not None else None)

    return swapped((ownership, "enqueue", enqueue))


def _absent_still_ring() -> contextlib.AbstractContextManager[None]:
    return swapped((presence, "_leave", lambda _book, _user_id: None))


def _count_by_hand() -> contextlib.AbstractContextManager[None]:
    honest = offer_folds._count

    def count(pages: Any, queue_id: str | None, by: int, stamp: Any) -> None:
        if by > 0:
            honest(pages, queue_id, by, stamp)

    return swapped((offer_folds, "_count", count))


def _row_beside_log() -> contextlib.AbstractContextManager[None]:
    def set_priority(book: Book, body: Any) -> registry.Answer:
        book.put(TICKETS, replace(book.must(TICKETS, body.ticket_id), priority=body.priority))
        return registry.Answer()

    return decides("ticket.set_priority", set_priority)


def _merge_moves() -> contextlib.AbstractContextManager[None]:
    honest = registry.VERBS["customers.merge"].decide

    def merge(book: Book, body: Any) -> Any:
        answer = honest(book, body)
        for ticket in book.find(TICKETS, customer_id=body.source_id):
            book.put(TICKETS, replace(ticket, customer_id=body.customer_id))
        return answer

    return decides("customers.merge", merge)


def _seq_outside_lock() -> contextlib.AbstractContextManager[None]:
    honest = append.head
    calls: list[None] = []

    def head(connection: sa.Connection) -> int:
        calls.append(None)
        return honest(connection) + (1 if len(calls) % 40 == 0 else 0)

    return swapped((append, "head", head))


def _two_owners() -> contextlib.AbstractContextManager[None]:
    def take(book: Book, body: Any) -> registry.Answer:
        ticket = book.must(TICKETS, body.ticket_id)
        book.put(TICKETS, replace(ticket, assignee_id=book.actor.id))
        return registry.Answer()

    return decides("ticket.take", take)


def _sleeps_for_ever() -> contextlib.AbstractContextManager[None]:
    honest = Book.timer

    def timer(self: Book, kind: str, subject: str, due_at: int, **detail: Any) -> None:
        if kind != "snooze":
            honest(self, kind, subject, due_at, **detail)

    return swapped((Book, "timer", timer))


def _wake_up_lost() -> contextlib.AbstractContextManager[None]:
    return swapped((Dispatch, "_take_news", lambda _self: None))


VARIANTS: dict[str, Variant] = {
    "offer-without-condition": Variant(
        "an offer is made of work that is not waiting any more", ("I7",), _offer_without_condition
    ),
    "accept-after-expiry": Variant("an offer is accepted after its time", ("I7",), _accept_after_expiry),
    "accept-twice": Variant("an offer that is over is accepted again", ("I2",), _accept_twice),
    "accept-for-another": Variant("anybody may answer anybody's offer", ("I5",), _accept_for_another),
    "timer-early": Variant("timers fire before they are due", ("I6",), _timer_early),
    "timer-unclaimed": Variant("a timer that fired stays where it was", ("I6",), _timer_unclaimed),
    "timers-not-fired": Variant("due timers wait for somebody to look", ("I6",), _timers_polled_late),
    "capacity-ignored": Variant(
        "neither router nor desk looks at what an agent has", ("I7",), _capacity_ignored
    ),
    "key-ignored": Variant("a command that comes again is done again", ("I2",), _key_ignored),
    "key-across-people": Variant("two senders share one room of keys", ("I2",), _key_across_people),
    "answer-before-commit": Variant(
        "a command is answered before it is written", ("I1", "I2"), _answered_before_commit
    ),
    "lease-without-epoch": Variant("a deposed leader is obeyed", ("I7",), _lease_without_epoch),
    "cursor-by-time": Variant(
        "readers of the log go on after an instant, not after a number", ("I4",), _cursor_by_time
    ),
    "hole-unnoticed": Variant("a screen does not notice that a frame is missing", ("I4",), _hole_unnoticed),
    "rights-outlive": Variant("rights go on after their end", ("I5",), _rights_outlive),
    "seen-by-everybody": Variant("screens are told of every ticket", ("I5",), _seen_by_everybody),
    "age-lost": Variant("work that comes back goes to the end of the line", ("I7",), _age_lost),
    "absent-still-ring": Variant("offers stay with people who are gone", ("I7",), _absent_still_ring),
    "count-by-hand": Variant("a queue's count goes up and never down", ("I7",), _count_by_hand),
    "row-beside-log": Variant("a row is changed without an event", ("I10",), _row_beside_log),
    "merge-moves-rows": Variant("a merge moves tickets instead of linking people", ("I10",), _merge_moves),
    "seq-outside-lock": Variant("numbers of the log are taken outside its lock", ("I4",), _seq_outside_lock),
    "two-owners": Variant("a ticket is taken without its work", ("I7", "I10"), _two_owners),
    "sleeps-for-ever": Variant("a snoozed ticket has nothing to wake it", ("I7",), _sleeps_for_ever),
    "wake-up-lost": Variant("the router misses the news and never looks again", ("I7",), _wake_up_lost),
}


# A seed that catches the variant, so that it need not be looked for each time; others are tried when it does no more.
KNOWN: dict[str, int] = dict.fromkeys(VARIANTS, 1) | {
    "offer-without-condition": 4,
    "accept-twice": 4,
    "accept-for-another": 2,
    "rights-outlive": 6,
    "age-lost": 2,
    "absent-still-ring": 6,
    "row-beside-log": 2,
    "merge-moves-rows": 2,
    "sleeps-for-ever": 2,
}


def caught(name: str, most: int, steps: int) -> tuple[Failure | None, int]:
    """Run a variant until a seed fails, first the one known to; return that failure (None: it survived) and how many seeds it took."""
    seeds = [KNOWN[name], *(seed for seed in range(1, most) if seed != KNOWN[name])]
    for tried, seed in enumerate(seeds, 1):
        with VARIANTS[name].breaks():
            failure = prove(seed, steps)
        if failure is not None:
            return failure, tried
    return None, most
