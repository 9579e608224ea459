"""The laboratory in the browser: its page, a run told line by line, a scenario learnt from the log, scenarios kept and removed."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from console.catalog import catalog
from console.lab_pages import LabPage
from routing import Order
from server.base.clock import DAY, as_datetime
from server.base.errors import Invalid, TooMany
from server.base.i18n import error_text, translate
from server.base.strict_json import decode
from server.desk.access import FLOOR_ROLES, Policy
from server.desk.core import Core
from server.desk.scenarios import KeepScenario, RemoveScenario
from server.desk.verbs import Command
from server.simulation.lab.learn import learn
from server.simulation.lab.recorded import day_of, recorded
from server.simulation.lab.replay import Change, replay
from server.simulation.lab.scenario import Scenario, checked, from_toml
from server.store.tables.config import SCENARIOS
from server.web.doors import Door, door
from server.web.pages import page
from server.web.problems import language_of
from server.web.senders import SignedIn, member

LAB = Policy("laboratory", FLOOR_ROLES)
SHIPPED = Path(__file__).parent / "scenarios"
BODY_BYTES, DEPTH = 262_144, 12
LONGEST_S = 120
MOST_DAYS, USUAL_DAYS = 60, 10
MOST_CONTACTS = 30_000


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run: a changed scenario against the one it came from, on the same contacts."""

    scenario: dict[str, Any]
    before: dict[str, Any]
    days: Annotated[int, Meta(ge=2, le=MOST_DAYS)] = USUAL_DAYS
    seed: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of the last days to learn from."""

    days: Annotated[int, Meta(ge=1, le=90)] = 28


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day to run again, as its people would write it, and what is other than today."""

    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    order: Order | None = None
    relax_s: Annotated[int, Meta(ge=0, le=3_600)] | None = None


class Lab:
    """The laboratory of a process. One run at a time: the machine is the desk's first."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._running = asyncio.Lock()

    def doors(self) -> list[Door]:
        """Return its doors."""
        return [
            door("/lab", self.page, LAB),
            door("/lab/run", self.run, LAB, "POST"),
            door("/lab/learn", self.learn, LAB, "POST"),
            door("/lab/replay", self.replay, LAB, "POST"),
            door("/lab/scenarios", self.keep, LAB, "POST"),
            door("/lab/scenarios/remove", self.remove, LAB, "POST"),
        ]

    async def page(self, request: Request) -> Response:
        """Show the laboratory with every scenario there is."""
        found = await member(request, LAB)
        language = language_of(request)
        scenarios = [
            {"id": path.stem, "scenario": _plain(from_toml(path.read_text(encoding="utf-8"))), "kept": False}
            for path in sorted(SHIPPED.glob("*.toml"))
        ]
        kept = await asyncio.to_thread(self._kept)
        words = {key: text for key, text in catalog(language).texts.items() if key.startswith("lab.")}
        zone = ZoneInfo(found.user.time_zone)
        yesterday = as_datetime(self._core.clock.now() - DAY).astimezone(zone).date().isoformat()
        data = {"scenarios": [*kept, *scenarios], "words": words, "days": USUAL_DAYS, "yesterday": yesterday}
        return page(request, found, LabPage(json.dumps(data, ensure_ascii=False)))

    async def run(self, request: Request) -> Response:
        """Run the wish in a process of its own and tell how far it is, then what came of it."""
        await member(request, LAB)
        wish = await _body(request, Wish)
        for plain in (wish.before, wish.scenario):
            _bounded(checked(plain), wish.days)
        if self._running.locked():
            raise TooMany("lab.busy")
        await self._running.acquire()
        lines = self._lines(msgspec.json.encode(wish), language_of(request))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def learn(self, request: Request) -> Response:
        """Return the day the desk's own log says is usual."""
        found = await member(request, LAB)
        lesson = await _body(request, Lesson)
        name = translate(language_of(request), "lab.learnt", n=lesson.days)
        learnt = await asyncio.to_thread(self._learnt, lesson.days, found.user.time_zone, name)
        return JSONResponse(_plain(learnt))

    async def replay(self, request: Request) -> Response:
        """Run a recorded day again under changed rules, and return what would have been different."""
        found = await member(request, LAB)
        wish = await _body(request, Again)
        if self._running.locked():
            raise TooMany("lab.busy")
        async with self._running:
            return JSONResponse(await asyncio.to_thread(self._again, wish, found.user.time_zone))

    async def keep(self, request: Request) -> Response:
        """Keep a scenario under its name."""
        found = await member(request, LAB)
        plain = await _body(request, dict[str, Any])
        scenario = checked(plain)
        answer = await self._do(
            found, "scenarios.keep", KeepScenario(name=scenario.name, body=_plain(scenario))
        )
        return JSONResponse(answer)

    async def remove(self, request: Request) -> Response:
        """Remove a kept scenario."""
        found = await member(request, LAB)
        return JSONResponse(await self._do(found, "scenarios.remove", await _body(request, RemoveScenario)))

    async def _do(self, found: SignedIn, verb: str, body: Any) -> dict[str, Any]:
        from_desk = self._core.executor.submit(Command(verb, found.actor, body))
        return await asyncio.wrap_future(from_desk)

    def _kept(self) -> list[dict[str, Any]]:
        with self._core.database.reading() as connection:
            query = (
                sa.select(SCENARIOS.sql).where(SCENARIOS.c.removed_at.is_(None)).order_by(SCENARIOS.c.name)
            )
            rows = [SCENARIOS.read(row) for row in connection.execute(query)]
        return [{"id": row.id, "scenario": row.body, "kept": True} for row in rows]

    def _learnt(self, days: int, zone: str, name: str) -> Scenario:
        with self._core.database.reading() as connection:
            return learn(connection, self._core.clock.now(), days, zone, name)

    def _again(self, wish: Again, zone: str) -> dict[str, Any]:
        since, until = day_of(wish.day, zone)
        with self._core.database.reading() as connection:
            day = recorded(connection, since, until)
        return replay(day, Change(wish.order, wish.relax_s))

    async def _lines(self, wish: bytes, language: str) -> AsyncIterator[bytes]:
        """Yield what the process says. It ends with the reader: when they go, when it takes too long, when it is done."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.simulation.lab", stdin=pipe, stdout=pipe
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(wish)
            process.stdin.close()
            async with asyncio.timeout(LONGEST_S):
                async for line in process.stdout:
                    yield line
            if await process.wait() != 0:
                yield _said(language, "lab.failed")
        except TimeoutError:
            yield _said(language, "lab.too_long", seconds=LONGEST_S)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            self._running.release()


async def _body(request: Request, shape: Any) -> Any:
    """Return the JSON body as a value of `shape`. Raises what the strict loader raises."""
    return decode(await request.body(), shape, BODY_BYTES, DEPTH)


def _bounded(scenario: Scenario, days: int) -> None:
    """Refuse a run that would keep the machine for minutes."""
    contacts = sum(sum(scenario.arrivals(one)) for one in scenario.classes)
    if contacts > MOST_CONTACTS or contacts * days > MOST_CONTACTS * USUAL_DAYS:
        raise Invalid("lab.too_much", contacts=round(contacts), days=days, most=MOST_CONTACTS)


def _plain(scenario: Scenario) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(scenario)
    return plain


def _said(language: str, code: str, **detail: Any) -> bytes:
    return json.dumps({"message": error_text(language, code, detail)}, ensure_ascii=False).encode() + b"\n"
