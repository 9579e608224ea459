"""What the server and its model process say to each other over a pipe: records of msgpack, each behind its length."""

from __future__ import annotations

import struct
from array import array
from typing import BinaryIO, TypeVar

import msgspec

from server.models.encoder import Kind

_LENGTH = struct.Struct("<I")
T = TypeVar("T")


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The first words of the process: the model is loaded. `labels` are those of a classifier, in the order of its scores."""

    name: str
    dimensions: int
    labels: tuple[str, ...] = ()
    memory_mb: int


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Instead of `Ready`: this model cannot be used, by a code of the catalogs; trying again would not help."""

    code: str
    detail: dict[str, str]


class Ask(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Texts to be turned into vectors (or scores of classes, where the model is a classifier)."""

    number: int
    kind: Kind
    texts: tuple[str, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The vectors of an `Ask`, each as 32-bit floats."""

    number: int
    vectors: tuple[bytes, ...]


OPENINGS: msgspec.msgpack.Decoder[Ready | Refused] = msgspec.msgpack.Decoder(Ready | Refused)
ASKED: msgspec.msgpack.Decoder[Ask] = msgspec.msgpack.Decoder(Ask)
TOLD: msgspec.msgpack.Decoder[Told] = msgspec.msgpack.Decoder(Told)


def send(pipe: BinaryIO, record: msgspec.Struct) -> None:
    """Write one record and flush. Raises OSError where nobody reads any more."""
    body = msgspec.msgpack.encode(record)
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: BinaryIO, decoder: msgspec.msgpack.Decoder[T]) -> T | None:
    """The next record; None at the end of the pipe. Raises DecodeError (a ValueError) for any other."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return decoder.decode(body) if len(body) == length else None


def floats(packed: bytes) -> list[float]:
    """The numbers of a vector."""
    return array("f", packed).tolist()
