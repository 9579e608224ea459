"""Events of the log as screens are told them: which records each touches, encoded once. Decides nothing about who is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.protocol import Gone
from console.session import CARD, FULL, GONE, Concern, View
from server.base.clock import Ms
from server.live.frames import Framed, change
from server.store.tables.infra import LogRow


class Parts:
    """The records of one ticket that an event touches, encoded: the card, the lines, and the word that it is gone."""

    __slots__ = ("card", "gone", "lines")

    def __init__(self, card: bytes, lines: bytes, gone: bytes) -> None:
        self.card = card
        self.lines = lines
        self.gone = gone

    def of(self, parts: int) -> list[bytes]:
        """Return the encoded records of these parts."""
        chosen = ((CARD, self.card), (FULL, self.lines), (GONE, self.gone))
        return [records for flag, records in chosen if parts & flag and records]


class Happening:
    """An event with everything that can be told of it. `floor` goes to every screen, `offers` to one agent each."""

    __slots__ = ("at", "concerns", "floor", "frames", "kind", "offers", "parts", "row", "seq")

    def __init__(
        self,
        row: LogRow,
        concerns: tuple[Concern, ...],
        parts: tuple[Parts, ...],
        floor: bytes,
        offers: dict[str, bytes],
    ) -> None:
        self.row = row
        self.seq: int = row.seq
        self.at: Ms = row.at
        self.kind = row.kind
        self.concerns = concerns
        self.parts = parts
        self.floor = floor
        self.offers = offers
        self.frames: dict[tuple[View, str | None, int], Framed | None] = {}

    def told(self, view: View, user_id: str, prev: int) -> Framed | None:
        """Return the frame for a screen with this view, or None when there is nothing to tell it. Equal frames are made once."""
        key = (view, user_id if user_id in self.offers else None, prev) if self.offers else (view, None, prev)
        try:
            return self.frames[key]
        except KeyError:
            frame = self.frames[key] = self._made(*key)
            return frame

    def told_alone(self, view: View, user_id: str, prev: int) -> Framed | None:
        """Return the same for one screen that catches up, keeping nothing."""
        return self._made(view, user_id if user_id in self.offers else None, prev)

    def _made(self, view: View, offered: str | None, prev: int) -> Framed | None:
        records = [
            record for wanted, part in zip(view, self.parts, strict=True) for record in part.of(wanted)
        ]
        if offered is not None:
            records.append(self.offers[offered])
        if self.floor:
            records.append(self.floor)
        return change(self.seq, prev, self.at, self.kind, b",".join(records)) if records else None


def gone(of: str, thing_id: str, version: int) -> Gone:
    """Return the word that a record is not to be seen any more."""
    return Gone(of=of, id=thing_id, version=version)


def ids(*values: Iterable[Any] | Any | None) -> set[str]:
    """Return the ids among single values, sequences and None."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str):
            found.add(value)
        elif value is not None:
            found.update(value)
    return found
