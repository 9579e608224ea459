"""The encoder's mathematics once more, in plain Python and slowly, so that the graph has something to agree with."""

from __future__ import annotations

import math
import struct

from server.models.datafile import F32, DataFile

Matrix = list[list[float]]


def tensor(file: DataFile, name: str, wide: int) -> Matrix:
    """A tensor as rows of floats."""
    found, raw = file.tensors[name], file.raw(name)
    flat: list[float] = []
    if found.kind == F32:
        flat = list(struct.unpack(f"<{found.count}f", raw))
    else:
        for at in range(0, len(raw), 18):
            (scale,) = struct.unpack_from("<e", raw, at)
            block = raw[at + 2 : at + 18]
            flat += [((byte & 15) - 8) * scale for byte in block] + [
                ((byte >> 4) - 8) * scale for byte in block
            ]
    return [flat[n : n + wide] for n in range(0, len(flat), wide)]


def encode(file: DataFile, ids: list[int]) -> list[float]:
    """The vector of a text that is cut already."""
    sizes = file.sizes
    words, places = tensor(file, "emb.word", sizes.hidden), tensor(file, "emb.pos", sizes.hidden)
    kind = tensor(file, "emb.type", sizes.hidden)[0]
    values = [_sum(_sum(words[one], places[n]), kind) for n, one in enumerate(ids)]
    values = _norm(file, "emb.ln", values)
    for layer in range(sizes.layers):
        values = _layer(file, f"l{layer}", values)
    mean = [sum(column) / len(values) for column in zip(*values, strict=True)]
    length = math.sqrt(sum(value * value for value in mean))
    return [value / length for value in mean]


def _layer(file: DataFile, name: str, values: Matrix) -> Matrix:
    q, k, v = (_product(file, f"{name}.{part}", values) for part in "qkv")
    size = file.sizes.hidden // file.sizes.heads
    seen: Matrix = [[] for _ in values]
    for head in range(file.sizes.heads):
        cut = slice(head * size, (head + 1) * size)
        for row, query in enumerate(q):
            scores = [_dot(query[cut], key[cut]) / math.sqrt(size) for key in k]
            powers = [math.exp(score - max(scores)) for score in scores]
            shares = [power / sum(powers) for power in powers]
            seen[row] += [_dot(shares, column) for column in zip(*[one[cut] for one in v], strict=True)]
    kept = _norm(file, f"{name}.aln", _sums(_product(file, f"{name}.ao", seen), values))
    bent = [
        [0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in row]
        for row in _product(file, f"{name}.fi", kept)
    ]
    return _norm(file, f"{name}.oln", _sums(_product(file, f"{name}.fo", bent), kept))


def _product(file: DataFile, name: str, values: Matrix) -> Matrix:
    weights = tensor(file, f"{name}.w", len(values[0]))
    bias = tensor(file, f"{name}.b", len(weights))[0]
    return [[_dot(row, weight) + b for weight, b in zip(weights, bias, strict=True)] for row in values]


def _norm(file: DataFile, name: str, values: Matrix) -> Matrix:
    (weights,), (bias,) = (tensor(file, f"{name}.{part}", file.sizes.hidden) for part in "wb")
    found = []
    for row in values:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + file.sizes.epsilon)
        found.append([(x - mean) / spread * w + b for x, w, b in zip(row, weights, bias, strict=True)])
    return found


def _sums(left: Matrix, right: Matrix) -> Matrix:
    return [_sum(a, b) for a, b in zip(left, right, strict=True)]


def _sum(left: list[float], right: list[float]) -> list[float]:
    return [a + b for a, b in zip(left, right, strict=True)]


def _dot(left: list[float], right: tuple[float, ...] | list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
