"""Reads the encoder's data file (E5S1): sizes, pieces of the vocabulary, normaliser, tensors in 4 bits. Converts nothing.

The file has no published specification; what does not look as expected is refused rather than guessed.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.base.errors import Invalid

MAGIC = b"E5S1"
BLOCK, BLOCK_BYTES = 32, 18
"""Values of a block, and its bytes: a half-precision scale, then the low and high nibbles (each minus 8)."""
F32, Q4 = 0, 1
_SIZES = struct.Struct("<7I f 6I")


@dataclass(frozen=True, slots=True)
class Sizes:
    """The fourteen numbers at the head of the file, in its order."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int
    pieces: int
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor lies: F32, or Q4 in blocks; `count` values."""

    kind: int
    count: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class DataFile:
    """The file, mapped: pieces are read when asked for, tensors stay where they are."""

    data: mmap.mmap | bytes
    sizes: Sizes
    pieces: tuple[tuple[str, float], ...]
    normaliser: dict[str, str]
    tensors: dict[str, Tensor]

    def raw(self, name: str) -> bytes:
        """The bytes of a tensor. Raises Invalid where the file has none of that name."""
        found = self.tensors.get(name)
        if found is None:
            raise Invalid("models.data_file", reason=f"no tensor {name}")
        return self.data[found.offset : found.offset + found.length]


def opened(path: Path) -> DataFile:
    """The data file at `path`, its directory read. Raises Invalid where it is not one."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        return _read(data)
    except (struct.error, UnicodeDecodeError, ValueError) as fault:
        raise Invalid("models.data_file", reason=str(fault)) from fault


def _read(data: mmap.mmap) -> DataFile:
    if data[:4] != MAGIC:
        raise Invalid("models.data_file", reason="the first four bytes are not E5S1")
    sizes = Sizes(*_SIZES.unpack_from(data, 8))
    if sizes.block != BLOCK or sizes.hidden % sizes.heads or sizes.hidden % BLOCK:
        raise Invalid("models.data_file", reason=f"sizes {sizes}")
    pieces, place = _pieces(data, 8 + _SIZES.size, sizes.pieces)
    normaliser, place = _normaliser(data, place)
    return DataFile(data, sizes, pieces, normaliser, dict(_tensors(data, place)))


def _pieces(data: mmap.mmap, place: int, count: int) -> tuple[tuple[tuple[str, float], ...], int]:
    (length,) = struct.unpack_from("<Q", data, place)
    offsets = struct.unpack_from(f"<{count + 1}I", data, place + 8)
    scores = struct.unpack_from(f"<{count}f", data, place + 8 + 4 * (count + 1))
    start = place + 8 + 4 * (2 * count + 1)
    texts = data[start : start + length]
    pieces = ((texts[offsets[n] : offsets[n + 1]].decode(), scores[n]) for n in range(count))
    return tuple(pieces), start + length


def _normaliser(data: mmap.mmap, place: int) -> tuple[dict[str, str], int]:
    """Each character that is replaced before the words are cut, and what stands for it."""
    count, length = struct.unpack_from("<II", data, place)
    at, found = place + 8, {}
    for _ in range(count):
        point, size = struct.unpack_from("<IB", data, at)
        found[chr(point)] = "".join(map(chr, struct.unpack_from(f"<{size}I", data, at + 5)))
        at += 5 + 4 * size
    return found, place + 8 + length


def _tensors(data: mmap.mmap, place: int) -> Iterator[tuple[str, Tensor]]:
    (count,) = struct.unpack_from("<I", data, place)
    at = place + 4
    for _ in range(count):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        tensor = Tensor(*struct.unpack_from("<BIQQ", data, at + 2 + size))
        expected = tensor.count * 4 if tensor.kind == F32 else tensor.count // BLOCK * BLOCK_BYTES
        if tensor.kind not in (F32, Q4) or tensor.length != expected or tensor.offset + expected > len(data):
            raise Invalid("models.data_file", reason=f"tensor {name}")
        yield name, tensor
        at += 2 + size + 21
