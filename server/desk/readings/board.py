"""The board's figures, the list behind each, agents' days and the ledger of offers: for supervisors, of their own teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa

from console.protocol import TicketRecord
from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.access import FLOOR_READ, visible
from server.desk.readings import cursors, metrics, metrics_agents
from server.desk.readings.look import Look
from server.desk.readings.metrics import floor_of
from server.desk.readings.metrics_lists import Asked, FigureName, Line, lines
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import Question, reading
from server.store import append
from server.store.tables.floor import Tally
from server.store.tables.work import TICKETS

ShortId = Annotated[str, msgspec.Meta(max_length=64)]


class OfBoard(Question, frozen=True, kw_only=True):
    """A team or a queue; neither: all of one's own. `day`: in one's time zone, today without."""

    team_id: ShortId | None = None
    queue_id: ShortId | None = None
    day: date | None = None


class QueueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a queue, or of all of them (`queue_id` None). Shares are 0 to 1, None: nothing to share yet."""

    queue_id: str | None
    waiting: int
    longest_since: Ms | None
    arrivals: int
    handled: int
    abandoned: int
    in_target: int
    late: int
    service_level: float | None
    average_wait_ms: int | None
    at_risk: int
    breached: int


class Quarter(msgspec.Struct, frozen=True, kw_only=True):
    """What began and ended in the quarter hour from `at`."""

    at: Ms
    arrivals: int
    handled: int
    abandoned: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures at log seq `seq`: of everything asked for, of each queue, and of the day's quarter hours in which something happened."""

    seq: int
    at: Ms
    day_start: Ms
    day_end: Ms
    total: QueueFigures
    queues: list[QueueFigures]
    quarters: list[Quarter]


@reading("board.figures", OfBoard, FLOOR_READ, path="/board/figures", answer=Figures)
def figures(look: Look, question: OfBoard) -> Figures:
    """Return the figures of the board."""
    floor = floor_of(look, question.team_id, question.queue_id, question.day)
    tallies = metrics.tallies_by_queue(floor)
    waiting, longest = metrics.waiting(floor), metrics.longest_wait(floor)
    risk, late = metrics.at_risk(floor), metrics.breached(floor)
    queues = [
        _figures(one, tallies[one], (waiting[one], longest[one]), (risk[one], late[one]))
        for one in floor.queue_ids
    ]
    first = min((since for since in longest.values() if since is not None), default=None)
    clocks = (sum(risk.values()), sum(late.values()))
    whole = metrics.total(list(tallies.values()))
    return Figures(
        seq=append.head(look.connection),
        at=look.now,
        day_start=floor.start,
        day_end=floor.end,
        total=_figures(None, whole, (sum(waiting.values()), first), clocks),
        queues=queues,
        quarters=[_quarter(one) for one in metrics.tallies_by_quarter(floor)],
    )


class OfList(OfBoard, frozen=True, kw_only=True):
    """Which figure; whose, for figures of agents; and where the list goes on."""

    figure: FigureName
    user_id: ShortId | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 100


class FigureLine(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind a figure. `ticket` None: it is not in the viewer's sight any more. See `metrics_lists.Line`."""

    ticket_id: str
    ticket: TicketRecord | None
    queue_id: str
    since: Ms
    ended_at: Ms | None
    due_at: Ms | None
    what: str
    agent_id: str | None
    hand: str


class FigureList(msgspec.Struct, frozen=True, kw_only=True):
    """The lines behind a figure, the oldest first; `total` is the figure. `cursor` continues; None: that was all."""

    at: Ms
    total: int
    lines: list[FigureLine]
    cursor: str | None


@reading("board.list", OfList, FLOOR_READ, path="/board/lists/{figure}", answer=FigureList)
def figure_list(look: Look, question: OfList) -> FigureList:
    """Return what a figure of the board counts, line by line."""
    floor = floor_of(look, question.team_id, question.queue_id, question.day)
    behind = lines(question.figure, Asked(floor, _whose(look, question))).subquery("behind")
    total = int(look.connection.execute(sa.select(sa.func.count()).select_from(behind)).scalar_one())
    query = sa.select(behind).order_by(behind.c.since, behind.c.ticket_id).limit(question.limit + 1)
    if question.cursor is not None:
        here: sa.ColumnElement[Any] = sa.tuple_(behind.c.since, behind.c.ticket_id)
        at, name = cursors.place(question.cursor)
        query = query.where(here > sa.tuple_(sa.literal(at), sa.literal(name)))
    found = [Line(*line) for line in look.connection.execute(query)]
    shown = found[: question.limit]
    last = shown[-1] if len(found) > question.limit else None
    return FigureList(
        at=look.now,
        total=total,
        lines=_lines(look, shown),
        cursor=cursors.written(last.since, last.ticket_id) if last else None,
    )


def _whose(look: Look, question: OfList) -> tuple[str, ...]:
    agents = tuple(one.id for one in metrics_agents.agents_of(look, question.team_id))
    if question.user_id is None:
        return agents
    if question.user_id not in agents:
        raise Unknown("user.unknown", id=question.user_id)
    return (question.user_id,)


def _lines(look: Look, shown: list[Line]) -> list[FigureLine]:
    ids = sorted({one.ticket_id for one in shown})
    seen = look.rows(TICKETS, sa.and_(TICKETS.c.id.in_(ids), visible(look.viewer)))
    cards = {card.id: card for card in ticket_records(look, seen)}
    return [FigureLine(**line._asdict(), ticket=cards.get(line.ticket_id)) for line in shown]


def _figures(
    queue_id: str | None, tally: Tally, wait: tuple[int, Ms | None], clocks: tuple[int, int]
) -> QueueFigures:
    return QueueFigures(
        queue_id=queue_id,
        waiting=wait[0],
        longest_since=wait[1],
        arrivals=metrics.arrivals(tally),
        handled=metrics.handled(tally),
        abandoned=metrics.abandoned(tally),
        in_target=tally.in_target,
        late=tally.answered + tally.abandoned_late - tally.in_target,
        service_level=metrics.service_level(tally),
        average_wait_ms=metrics.average_wait(tally),
        at_risk=clocks[0],
        breached=clocks[1],
    )


def _quarter(tally: Tally) -> Quarter:
    return Quarter(
        at=tally.quarter,
        arrivals=metrics.arrivals(tally),
        handled=metrics.handled(tally),
        abandoned=metrics.abandoned(tally),
    )
