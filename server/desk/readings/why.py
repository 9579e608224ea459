"""Why a ticket is where it is: what was decided and on what terms; for work that waits its place, its wait and why nobody has it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from routing import Agent, Reason, Router
from server.base.clock import Ms
from server.base.i18n import DEFAULT, Language
from server.desk.access import TICKET_READ
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.readings.threads import Id
from server.desk.readings.why_words import Line, Words
from server.desk.router import hours, stored
from server.desk.router.stored import Arrangement
from server.store import append
from server.store.tables.infra import LOG
from server.store.tables.work import OFFERS, WORK, Work

DECISIONS, NAMED = 10, 30
KINDS = ("offer.made", "ticket.assigned", "work.overflowed")


class OfWhy(Question, frozen=True, kw_only=True):
    """A ticket, and the language of the sentences (else the reader's own)."""

    ticket_id: Id
    language: Language | None = None


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who did not get it, or would not now, with every reason."""

    user_id: str
    name: str
    reasons: list[Line]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One change of hands. `did`: what happened; `rule`: what chose among them; `terms`: why this work was next; `outcome` of an offer."""

    at: Ms
    kind: Literal["offered", "assigned", "overflowed"]
    user_id: str | None
    did: Line
    outcome: Line | None
    rule: Line | None
    pool: Line | None
    terms: list[Line]
    relaxed: list[Line]
    considered: list[Passed]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Work that waits. `nobody`: why nobody has it; `agents`: those at work with what keeps each from it; `next_at`: its next step."""

    position: int
    wait_s: int | None
    opens_at: Ms | None
    next_at: Ms | None
    skills: dict[str, int]
    place: list[Line]
    nobody: Line
    terms: list[Line]
    relaxed: list[Line]
    agents: list[Passed]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The reasons as of log seq `seq`. `mine`: what they say to the one who asks (why me, why not me); decisions newest first."""

    seq: int
    at: Ms
    ticket_id: str
    state: str | None
    mine: list[Line]
    waiting: Waiting | None
    decisions: list[Decision]


@reading("ticket.why", OfWhy, TICKET_READ, path="/tickets/{ticket_id}/why", answer=Why)
def why(look: Look, question: OfWhy) -> Why:
    """Return why a ticket went to whom it did, or why it waits, in sentences and as codes."""
    own = look.user.language if look.user is not None else DEFAULT
    words = Words(look, question.language or own)
    work = look.by_id(WORK, [question.ticket_id]).get(question.ticket_id)
    decisions = _decisions(look, words, question.ticket_id)
    waiting = _waiting(look, words, work) if work is not None and work.state == "queued" else None
    return Why(
        seq=append.head(look.connection),
        at=look.now,
        ticket_id=question.ticket_id,
        state=work.state if work else None,
        mine=_mine(look, decisions, waiting),
        waiting=waiting,
        decisions=decisions,
    )


def passed(words: Words, router: Router, ticket_id: str, people: list[Agent], now: Ms) -> list[Passed]:
    """Return what keeps each of these from waiting work, those with the fewest reasons first."""
    found = [(router.why_not(ticket_id, one.id, now), one.id) for one in people]
    found.sort(key=lambda pair: (len(pair[0]), pair[1]))
    return [_passed(words, user_id, reasons) for reasons, user_id in found[:NAMED]]


def explained(words: Words, explanation: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a decision that its stored explanation tells."""
    if not explanation.get("rule"):
        return {"rule": None, "pool": None, "terms": [], "relaxed": [], "considered": []}
    return {
        "rule": words.line(_reason(explanation["rule"])),
        "pool": words.own("pool", able=explanation["able"], free=explanation["free"]),
        "terms": words.lines(map(_reason, explanation["terms"])),
        "relaxed": words.lines(map(_reason, explanation["relaxed"])),
        "considered": [
            _passed(words, one["agent"], tuple(map(_reason, one["reasons"])))
            for one in explanation["considered"]
        ],
    }


def _mine(look: Look, decisions: list[Decision], waiting: Waiting | None) -> list[Line]:
    """Return why the asker has it, or why not: as things are while it waits, else as the newest decision saw it."""
    user_id = look.user.id if look.user is not None else None
    if waiting is not None:
        return next((one.reasons for one in waiting.agents if one.user_id == user_id), [])
    newest = next((one for one in decisions if one.kind != "overflowed"), None)
    if newest is None:
        return []
    if newest.user_id == user_id:
        return [newest.rule or newest.did]
    return next((one.reasons for one in newest.considered if one.user_id == user_id), [])


def _waiting(look: Look, words: Words, work: Work) -> Waiting | None:
    floor = stored.arrangement(look.connection)
    people = stored.agents(look.connection, floor)
    busy = stored.held(look.connection, floor)
    queue = stored.waiting_in(look.connection, floor, [work.queue_id])
    router = stored.filled(floor, people, [*busy.values(), *queue.values()], look.now)
    standing, wait = (
        router.standing(work.ticket_id, look.now),
        router.estimated_wait(work.ticket_id, look.now),
    )
    if standing is None or wait is None:
        return None
    me = look.user.id if look.user is not None else None
    named = [one for one in people if one.on_shift(look.now) or one.id == me]
    agents = passed(words, router, work.ticket_id, named, look.now)
    opens_at = None if standing.queues else _opens_at(floor, work, look.now)
    return Waiting(
        position=wait.position,
        wait_s=None if opens_at else wait.seconds,
        opens_at=opens_at,
        next_at=standing.next_at,
        skills=dict(standing.requirement.levels),
        place=_place(words, work, wait.position, None if opens_at else wait.seconds, standing.next_at),
        nobody=_nobody(words, router, work, opens_at, agents),
        terms=words.lines(standing.terms),
        relaxed=words.lines(standing.relaxed),
        agents=agents,
    )


def _opens_at(floor: Arrangement, work: Work, now: Ms) -> Ms | None:
    return hours.opens_at(floor.queues[work.queue_id], floor.calendars, now)


def _place(words: Words, work: Work, position: int, wait_s: int | None, next_at: Ms | None) -> list[Line]:
    place = words.own("place", position=position, queue=work.queue_id)
    wait = words.own("wait_unknown") if wait_s is None else words.own("wait", ms=wait_s * 1_000)
    return [place, wait, *([words.own("next_step", at=next_at)] if next_at is not None else [])]


def _nobody(words: Words, router: Router, work: Work, opens_at: Ms | None, agents: list[Passed]) -> Line:
    if opens_at is not None:
        return words.own("nobody.closed", at=opens_at)
    stuck = next((one.code for one in router.unroutable() if one.item == work.ticket_id), None)
    if stuck is not None:
        return words.own(f"nobody.{stuck}")
    free = any(one.reasons[0].code == "nothing_against" for one in agents)
    return words.own("nobody.next_moment" if free else "nobody.all_busy")


def _decisions(look: Look, words: Words, ticket_id: str) -> list[Decision]:
    about = sa.select(LOG.c.at, LOG.c.kind, LOG.c.actor, LOG.c.body)
    about = about.where(LOG.c.ticket_id == ticket_id, LOG.c.kind.in_(KINDS))
    rows = look.connection.execute(about.order_by(LOG.c.seq.desc()).limit(2 * DECISIONS)).all()
    offers = look.by_id(OFFERS, [row.body["offer_id"] for row in rows if row.kind == "offer.made"])
    outcomes = {one.id: one.state for one in offers.values()}
    found = []
    for row in rows:
        if row.kind == "offer.made":
            outcome = outcomes.get(row.body["offer_id"], "open")
            did = words.own("did.offered", agent=row.body["user_id"])
            found.append(_decision(words, row, "offered", did, words.own(f"outcome.{outcome}")))
        elif row.kind == "work.overflowed":
            found.append(_decision(words, row, "overflowed", _overflowed(words, row.body), None))
        elif row.body["by"] != "offer":
            found.append(_decision(words, row, "assigned", _assigned(words, row), None))
    return found[:DECISIONS]


def _decision(
    words: Words,
    row: Any,
    kind: Literal["offered", "assigned", "overflowed"],
    did: Line,
    outcome: Line | None,
) -> Decision:
    parts = explained(words, row.body.get("why", {}))
    if kind == "overflowed":
        parts["relaxed"] = words.lines(map(_reason, row.body["why"]["relaxed"]))
    return Decision(at=row.at, kind=kind, user_id=row.body.get("user_id"), did=did, outcome=outcome, **parts)


def _overflowed(words: Words, body: dict[str, Any]) -> Line:
    return words.own("did.overflowed", was=body["was"], queue=body["queue_id"], ms=body["why"]["waited_ms"])


def _assigned(words: Words, row: Any) -> Line:
    agent, actor = row.body["user_id"], row.actor.partition(":")[2]
    if row.body["by"] == "router":
        return words.own("did.auto" if row.body.get("why") else "did.back", agent=agent)
    return (
        words.own("did.taken", agent=agent)
        if actor == agent
        else words.own("did.given", actor=actor, agent=agent)
    )


def _passed(words: Words, user_id: str, reasons: tuple[Reason, ...]) -> Passed:
    lines = words.lines(reasons) or [words.own("nothing_against")]
    return Passed(user_id=user_id, name=words.names.get(user_id, user_id), reasons=lines)


def _reason(stored_reason: dict[str, Any]) -> Reason:
    return Reason(stored_reason["code"], tuple((name, value) for name, value in stored_reason["params"]))
