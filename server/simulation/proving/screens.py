"""Screens on a bad line: frames get lost, sockets are cut, and after each repair a screen must hold what a fresh one would.

The line and the browser are modelled; who is told what comes from the real session, the real records and the real reads.
"""

from __future__ import annotations

from typing import Any

import msgspec

from console.session import Session
from server.base.errors import DeskError, Forbidden, Unidentified
from server.base.ids import Draws
from server.desk.actors import Actor
from server.live.happenings import Happening
from server.live.source import Batch, Interest, Source
from server.simulation.proving.stage import Stage

LOST = 0.08
BATCH = 200
BY_HEAD = ("agent", "queue", "team", "skill", "offer", "rules")
# What an offer tells of the time before it rang; the ticket's card tells what has come since.
AS_IT_RANG: dict[str, set[str]] = {"offer": {"last"}}
Records = dict[tuple[str, str], dict[str, Any]]


class Screen:
    """One person's screen: what it was told, what it holds, and the sign-in it was opened with."""

    def __init__(self, stage: Stage, actor: Actor) -> None:
        self.actor = actor
        self.signed_out = False
        self.records: Records = {}
        self.last = 0
        self._source = Source(stage.core)
        self._begin()

    def tell(self, batch: Batch, draws: Draws | None) -> list[str]:
        """Take what follows from a batch, over a line that loses some of it when `draws` is given. Returns what was wrong."""
        if self.signed_out:
            return []
        if batch.lookers is not None and batch.lookers.get(self.actor.id) != self._session.looker:
            self._begin()
            return []
        wrong: list[str] = []
        for happening in batch.happenings:
            wrong += self._one(happening, draws)
        return wrong

    def cut(self) -> None:
        """Lose the socket and come back with the newest change that was applied."""
        if not self.signed_out:
            self._resume()

    def differences(self) -> list[str]:
        """Return where this screen differs from a fresh one of the same person."""
        try:
            looker, snapshot = self._source.snapshot(self.actor)
        except (Forbidden, Unidentified):
            return (
                []
                if self.signed_out
                else [f"I5 the screen of {self.actor.id} is on after its rights had ended"]
            )
        fresh = {_key(one): one for one in map(_plain, snapshot.records)}
        wrong = [
            f"I4 {key[0]} {key[1]} on the screen of {self.actor.id} is not what a fresh one holds: {apart}"
            for key, one in fresh.items()
            if (apart := _apart(self.records.get(key), one))
        ]
        held = frozenset(name for kind, name in self.records if kind == "ticket")
        hidden = held - self._source.scopes(self.actor, held).keys()
        return wrong + [
            f"I5 ticket {name} is on a screen that may not show it ({looker.user_id})"
            for name in sorted(hidden)
        ]

    def _one(self, happening: Happening, draws: Draws | None) -> list[str]:
        session = self._session
        if happening.seq <= session.cursor:
            return []
        if happening.kind == "user.rights_changed" and happening.row.user_id == self.actor.id:
            self.signed_out, self.records = True, {}
            return []
        frame = happening.told_alone(session.view(happening.concerns), self.actor.id, session.last)
        session.cursor = happening.seq
        if frame is None:
            return []
        session.last = happening.seq
        if draws is not None and draws.fraction() < LOST:
            return []
        return self._apply(msgspec.json.decode(frame.payload))

    def _apply(self, frame: dict[str, Any]) -> list[str]:
        if frame["prev"] != self.last:
            self._resume()
            return []
        wrong = (
            [f"I4 a frame goes back from {self.last} to {frame['seq']}"] if frame["seq"] <= self.last else []
        )
        self.last = frame["seq"]
        for record in frame["records"]:
            self._keep(record)
        return wrong

    def _keep(self, record: dict[str, Any]) -> None:
        """Keep the highest version, as `store.js` does."""
        key = (record["of"], record["id"]) if record["type"] == "gone" else _key(record)
        held = self.records.get(key)
        if held is not None and held["version"] > record["version"]:
            return
        if record["type"] == "gone":
            self.records.pop(key, None)
        else:
            self.records[key] = record

    def _resume(self) -> None:
        """Ask for everything after the newest change that was applied."""
        upto = self._source.head()
        try:
            missed = self._source.missed(self.actor, self.last, upto, frozenset())
        except DeskError:
            self.signed_out, self.records = True, {}
            return
        if missed.looker != self._session.looker:
            self._begin()
            return
        self._session.begin(self.last)
        for happening in missed.happenings:
            self._one(happening, None)

    def _begin(self) -> None:
        try:
            looker, snapshot = self._source.snapshot(self.actor)
        except (Forbidden, Unidentified):
            self.signed_out, self.records = True, {}
            return
        self._session = Session(looker, _deaf)
        self._session.begin(snapshot.seq)
        self.last = snapshot.seq
        self.records = {_key(one): one for one in map(_plain, snapshot.records)}


class Screens:
    """All screens of the ground, told from one reader of the log."""

    def __init__(self, stage: Stage, draws: Draws) -> None:
        self._stage = stage
        self._draws = draws
        self._source = Source(stage.core)
        self._cursor = self._source.head()
        self.all: list[Screen] = []

    def open(self, actor: Actor) -> None:
        """Open a screen; one of the same person that was signed out goes."""
        self.all = [one for one in self.all if one.actor.id != actor.id or not one.signed_out]
        self.all.append(Screen(self._stage, actor))

    def follow(self, *, calm: bool) -> list[str]:
        """Tell every screen what has happened since; a line that is not calm loses and cuts."""
        wrong: list[str] = []
        users = frozenset(one.actor.id for one in self.all)
        while (batch := self._source.batch(self._cursor, BATCH, Interest(user_ids=users))).happenings:
            for screen in self.all:
                wrong += screen.tell(batch, None if calm else self._draws)
            self._cursor = batch.happenings[-1].seq
        for screen in self.all:
            if calm or self._draws.fraction() < LOST:
                screen.cut()
        return wrong

    def differences(self) -> list[str]:
        """Return where any screen differs from a fresh one, after everybody has caught up."""
        wrong = self.follow(calm=True)
        return wrong + [line for screen in self.all for line in screen.differences()]


def _deaf(_data: bytes) -> Any:
    raise AssertionError("screens of the proving ground say nothing")


def _plain(record: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return plain


def _apart(held: dict[str, Any] | None, fresh: dict[str, Any]) -> str:
    """Return the fields that differ; records made from many rows carry the head of their snapshot as version, which says nothing."""
    if held is None:
        return "missing"
    names = {name for name in fresh if held.get(name) != fresh[name]}
    return ", ".join(
        sorted(
            names
            - ({"version"} if fresh["type"] in BY_HEAD else set())
            - AS_IT_RANG.get(fresh["type"], set())
        )
    )


def _key(record: dict[str, Any]) -> tuple[str, str]:
    return record["type"], record["id"]
