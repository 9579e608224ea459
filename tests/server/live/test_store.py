"""What the browser makes of the live path's frames is what SQL would tell a fresh screen, for every kind of event there is."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.desk.events import KINDS
from server.store.tables.infra import LOG
from tests.server.live.lookers import Onlooker, Room, Said
from tests.server.live.staffed import KOFI, LIN, MARTA, StaffedDesk
from tests.server.live.story import Story

REDUCER = Path(__file__).parents[2] / "js" / "reduce.mjs"
BY_HEAD = ("agent", "queue", "team", "skill", "offer", "wrap_up_code", "ticket_field", "rules", "macro")
OF_THREAD = ("entry", "conversation", "call", "whisper", "supervision")
# What no screen holds a record of.
UNTOLD = {
    "article.begun": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.saved": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.described": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.submitted": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.returned": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.published": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.confirmed": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.fell_due": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.refreshed": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.archived": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.revived": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "article.learning_reset": "pages of knowledge are drawn by the server; the console asks when a ticket is opened",
    "organisation.added": "a customer's pane asks for it when it is opened",
    "identity.added": "a customer's pane asks for it when it is opened",
    "identity.verified": "a customer's pane asks for it when it is opened",
    "identity.removed": "a customer's pane asks for it when it is opened",
    "suspicion.raised": "a customer's pane asks for it when it is opened",
    "suspicion.decided": "a customer's pane asks for it when it is opened",
    "mood.forgotten": "the customer is erased with it, which tells the screens",
    "user.rights_changed": "it ends the sockets of that person; the others are told by config.changed",
    "user.signed_out": "it ends the sockets of that session",
}


class Moment(NamedTuple):
    """One screen at one step: what it began with, what it was told, what is true now."""

    user_id: str
    step: str
    case: Said
    fresh: Said


def test_after_every_kind_of_event_a_screen_holds_what_a_fresh_one_would(
    desk: StaffedDesk, node_path: str
) -> None:
    story = Story(desk)
    moments = asyncio.run(_watched(desk, story))
    told = {said["frame"]["kind"] for one in moments for said in one.case["said"] if _changes(said)}
    happened = _happened(desk)
    assert happened == set(KINDS), "the story must tell of every kind of event"
    assert happened - told == set(UNTOLD), "a kind is told to screens, or it is said why not"
    held = _reduced(node_path, [one.case for one in moments])
    wrong = [line for one, has in zip(moments, held, strict=True) for line in _differences(one, has)]
    assert wrong == [], "\n".join(wrong[:40])


async def _watched(desk: StaffedDesk, story: Story) -> list[Moment]:
    """Tell the story to three people and return what each saw: step by step (on SQLite every step), and the whole of it at once."""
    people = [Onlooker(desk, user_id) for user_id in (LIN, KOFI, MARTA)]
    room = Room(desk, people)
    await room.enter()
    pages = [Page(room, one, story) for one in people]
    pace = 1 if desk.settings.database_url.startswith("sqlite") else 12
    number = 0
    for number, _ in enumerate(story.tell()):
        await room.settle()
        if number % pace == 0:
            for page in pages:
                page.look(number)
    return [moment for page in pages for moment in (*page.look(number), page.whole())]


class Page:
    """What one screen is told, from one look at it to the next and from the beginning."""

    def __init__(self, room: Room, one: Onlooker, story: Story) -> None:
        self.room, self.one, self.story = room, one, story
        self.moments: list[Moment] = []
        self.before = one.fresh()
        if room.open(one, self.before["cards"].keys() & story.tickets):
            self.before = one.fresh()
        self.case = _case(self.before)
        one.paper.frames.clear()

    def look(self, number: int) -> list[Moment]:
        """Note what the screen was told since the last look, and what is true now; return every moment so far."""
        frames, self.one.paper.frames = self.one.paper.frames, []
        fresh = self.one.fresh()
        said: list[Said] = [{"frame": frame} for frame in frames]
        if any(frame["frame"] == "resync" or _takes_a_ticket(frame) for frame in frames):
            said += _fetched(fresh)
        kinds = "+".join(str(frame.get("kind", frame["frame"])) for frame in frames)
        case = _case(self.before)
        case["said"] += said
        self.moments.append(Moment(self.one.user_id, f"{number} {kinds}", case, fresh))
        self.case["said"] += said
        if self.room.open(self.one, fresh["cards"].keys() & self.story.tickets):
            fresh = self.one.fresh()
            self.case["said"] += _fetched(fresh)
        self.before = fresh
        return self.moments

    def whole(self) -> Moment:
        """Return everything since the screen came in."""
        return Moment(self.one.user_id, "whole", self.case, self.before)


def _case(fresh: Said) -> Said:
    return {"snapshot": fresh["snapshot"], "said": _fetched(fresh)}


def _fetched(fresh: Said) -> list[Said]:
    return [{"thread": thread} for thread in fresh["threads"]]


def _takes_a_ticket(frame: Said) -> bool:
    """Whether a ticket left this screen: the page fetches its thread anew if it comes back."""
    return any(one["type"] == "gone" and one["of"] == "ticket" for one in frame.get("records", []))


def _changes(said: Said) -> bool:
    return bool(said.get("frame", {}).get("frame") == "change")


def _happened(desk: StaffedDesk) -> set[str]:
    with desk.database.reading() as connection:
        return set(connection.scalars(sa.select(LOG.c.kind).distinct()))


def _reduced(node_path: str, cases: list[Said]) -> list[Said]:
    """Return what store.js makes of each case, in one process."""
    ran = subprocess.run(
        [node_path, str(REDUCER)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    held: list[Said] = json.loads(ran.stdout)
    return held


def _differences(moment: Moment, held: Said) -> list[str]:
    """Return what a screen holds otherwise than SQL says it should, in words."""
    fresh, where = moment.fresh, f"{moment.user_id} at {moment.step}:"
    found = [f"{where} {part}" for part in ("me", "limits") if held[part] != fresh["snapshot"][part]]
    if held["hole"]:
        found.append(f"{where} a hole in the frames")
    wanted = _records(fresh)
    for (of, name), record in wanted.items():
        has = held["records"][of].get(name)
        if has is None or _plain(has) != _plain(record):
            found.append(f"{where} {of} {name}: {_unlike(has, record)}")
    return found + [f"{where} {line}" for line in _left_over(fresh, held["records"], wanted)]


def _records(fresh: Said) -> dict[tuple[str, str], Said]:
    every = list(fresh["snapshot"]["records"])
    for thread in fresh["threads"]:
        every += [*thread["records"], thread["ticket"]]
    return {(one["type"], one["id"]): one for one in every}


def _left_over(fresh: Said, held: Said, wanted: dict[tuple[str, str], Said]) -> list[str]:
    """Return what is held though it should not be: floor and lines that are gone, cards out of sight or out of date."""
    cards, open_here = fresh["cards"], {thread["ticket"]["id"] for thread in fresh["threads"]}
    found = []
    for of, shelf in held.items():
        for name, record in shelf.items():
            if (of, name) in wanted:
                continue
            if of == "ticket" and record != cards.get(name):
                found.append(f"ticket {name} kept: {_unlike(record, cards.get(name))}")
            elif of == "offer" and record["state"] == "open":
                found.append(f"offer {name} still rings")
            elif of in OF_THREAD and (record["ticket_id"] in open_here or record["ticket_id"] not in cards):
                found.append(f"{of} {name} of {record['ticket_id']} kept")
            elif of == "entry" and cards[record["ticket_id"]]["customer"]["erased"] and not record["erased"]:
                found.append(f"entry {name} of an erased customer kept")
            elif of in ("agent", "queue", "team", "skill"):
                found.append(f"{of} {name} kept")
    return found


def _plain(record: Said) -> Said:
    """Return a record without its version where that only says when it was read."""
    return {k: v for k, v in record.items() if k != "version"} if record["type"] in BY_HEAD else record


def _unlike(has: Said | None, record: Said | None) -> Any:
    if has is None or record is None:
        return "not held" if has is None else "not in sight"
    return {k: (has.get(k), record[k]) for k in record if has.get(k) != record[k]}
