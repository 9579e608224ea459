"""Bytes of whole WebSocket text frames, built once and written to any number of sockets. Knows no socket."""

from __future__ import annotations

import struct

import msgspec

from console.protocol import Frame

_TEXT = 0x81  # final fragment, text; servers never mask


class Framed:
    """A message in both forms: its JSON and the bytes of its whole frame."""

    __slots__ = ("frame", "payload")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.frame = _header(len(payload)) + payload


def framed(frame: Frame) -> Framed:
    """Return a message of the protocol, encoded."""
    return Framed(msgspec.json.encode(frame))


def change(seq: int, prev: int, at: int, kind: str, records: bytes) -> Framed:
    """Return a change frame around records that are encoded already (joined by commas)."""
    head = b'{"frame":"change","seq":%d,"prev":%d,"at":%d,"kind":"%s","records":[' % (
        seq,
        prev,
        at,
        kind.encode(),
    )
    return Framed(b"".join((head, records, b"]}")))


def _header(length: int) -> bytes:
    if length < 126:
        return struct.pack("!BB", _TEXT, length)
    if length < 65_536:
        return struct.pack("!BBH", _TEXT, 126, length)
    return struct.pack("!BBQ", _TEXT, 127, length)
