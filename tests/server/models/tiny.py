"""A tiny encoder of the tests: a data file of the real form, with sixteen pieces, two layers and weights drawn from a seed."""

from __future__ import annotations

import hashlib
import random
import struct
from pathlib import Path

PIECES = (
    *(
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁query",
        ":",
        "▁passage",
        "▁",
        "parcel",
        "▁late",
        "t",
        "快递",
        "到",
        "了",
        "～",
        "!",
    ),
)
HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 2, 4, 64, 24
NORMALISER = {"\t": " ", "！": "!", "\x01": ""}


def write(path: Path, *, seed: int = 7) -> str:
    """Write the file and return its sum."""
    path.write_bytes(_file(random.Random(seed)))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _file(chance: random.Random) -> bytes:
    sizes = (HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, 2)
    head = (
        b"E5S1" + struct.pack("<I", 1) + struct.pack("<7I f 6I", *sizes, 1e-12, 32, len(PIECES), 0, 2, 1, 3)
    )
    head += _pieces() + _normaliser()
    named = list(_tensors(chance))
    directory = 4 + sum(2 + len(name) + 21 for name, _, _, _ in named)
    place = len(head) + directory
    head += struct.pack("<I", len(named))
    for name, kind, count, data in named:
        head += (
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, place, len(data))
        )
        place += len(data)
    return head + b"".join(data for _, _, _, data in named)


def _pieces() -> bytes:
    texts = [piece.encode() for piece in PIECES]
    offsets = [sum(map(len, texts[:n])) for n in range(len(texts) + 1)]
    scores = [0.0 if n < 4 else -1.0 - n / 10 for n in range(len(texts))]
    packed = struct.pack(f"<{len(offsets)}I", *offsets) + struct.pack(f"<{len(scores)}f", *scores)
    return struct.pack("<Q", offsets[-1]) + packed + b"".join(texts)


def _normaliser() -> bytes:
    body = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(one), len(to), *map(ord, to)) for one, to in NORMALISER.items()
    )
    return struct.pack("<II", len(NORMALISER), len(body)) + body


def _tensors(chance: random.Random) -> list[tuple[str, int, int, bytes]]:
    found = [_blocks("emb.word", len(PIECES) * HIDDEN, chance)]
    found += [_floats("emb.pos", POSITIONS * HIDDEN, chance), _floats("emb.type", 2 * HIDDEN, chance)]
    found += _norm("emb.ln", chance)
    for layer in range(LAYERS):
        for part, wide, out in (("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN),
                                ("ao", HIDDEN, HIDDEN), ("fi", HIDDEN, INNER), ("fo", INNER, HIDDEN)):  # fmt: skip
            found += [
                _blocks(f"l{layer}.{part}.w", wide * out, chance),
                _floats(f"l{layer}.{part}.b", out, chance),
            ]
        found += [*_norm(f"l{layer}.aln", chance), *_norm(f"l{layer}.oln", chance)]
    return found


def _norm(name: str, chance: random.Random) -> list[tuple[str, int, int, bytes]]:
    return [
        (f"{name}.w", 0, HIDDEN, struct.pack(f"<{HIDDEN}f", *[1.0] * HIDDEN)),
        _floats(f"{name}.b", HIDDEN, chance),
    ]


def _floats(name: str, count: int, chance: random.Random) -> tuple[str, int, int, bytes]:
    return name, 0, count, struct.pack(f"<{count}f", *[chance.uniform(-0.1, 0.1) for _ in range(count)])


def _blocks(name: str, count: int, chance: random.Random) -> tuple[str, int, int, bytes]:
    data = b"".join(
        struct.pack("<e", chance.uniform(0.01, 0.05)) + chance.randbytes(16) for _ in range(count // 32)
    )
    return name, 1, count, data
