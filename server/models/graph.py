"""Writes the encoder as an ONNX graph straight from the data file, its 4 bits kept as they are. Runs nothing.

A BERT of post-norm layers (Devlin et al., 2019) with mean pooling; the vector leaves the graph at length 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from server.models import protobuf as pb
from server.models.datafile import BLOCK, BLOCK_BYTES, DataFile

HALF = BLOCK // 2
INTEGERS = 4
"""Products over 8-bit integers, the quickest on a CPU; the sums stay in 32 bits."""


@dataclass
class Sheet:
    """Nodes and constants as they are written, one after the other."""

    nodes: list[bytes] = field(default_factory=list)
    tensors: list[bytes] = field(default_factory=list)

    def node(self, kind: str, output: str, *inputs: str, domain: str = "", **attributes: pb.Value) -> str:
        """Write a node and return the name of what it gives."""
        self.nodes.append(pb.node(kind, inputs, output, domain, attributes))
        return output

    def floats(self, name: str, values: bytes, *shape: int) -> str:
        """Write a constant of 32-bit floats and return its name."""
        self.tensors.append(pb.tensor(name, pb.FLOAT, shape, values))
        return name

    def number(self, name: str, kind: int, *values: int) -> str:
        """Write a short constant of whole numbers and return its name; one value makes a list of one."""
        types = {pb.UINT8: np.uint8, pb.INT64: np.int64}
        self.tensors.append(pb.tensor(name, kind, (len(values),), np.array(values, types[kind]).tobytes()))
        return name


def encoder_graph(file: DataFile, progress: Callable[[float], None]) -> bytes:
    """The ONNX file: `input_ids`, `attention_mask` in, `embedding` out. `progress` hears shares from 0 to 1."""
    sheet = Sheet()
    values = _embedded(sheet, file)
    progress(0.3)
    for layer in range(file.sizes.layers):
        values = _layer(sheet, file, f"l{layer}", values)
        progress(0.3 + 0.6 * (layer + 1) / file.sizes.layers)
    _pooled(sheet, values)
    words = ("batch", "words")
    inputs = [pb.port(name, pb.INT64, words) for name in ("input_ids", "attention_mask")]
    outputs = [pb.port("embedding", pb.FLOAT, ("batch", file.sizes.hidden))]
    return pb.model(pb.graph(sheet.nodes, sheet.tensors, inputs, outputs))


def blocks(file: DataFile, name: str) -> tuple[Any, Any]:
    """Scales (one a block) and bytes (16 a block) of a 4-bit tensor."""
    rows = np.frombuffer(file.raw(name), np.uint8).reshape(-1, BLOCK_BYTES)
    return rows[:, :2].copy().view(np.float16)[:, 0], rows[:, 2:]


def _embedded(sheet: Sheet, file: DataFile) -> str:
    """Words, unpacked only where they are looked up, and positions; the one type of text there is goes into the positions."""
    wide = file.sizes.hidden
    words, scales = _looked_up(sheet, file, wide // BLOCK)
    for name, kind, shift in (("low", "BitwiseAnd", 15), ("high", "BitShift", 4)):
        by = sheet.number(f"{name}.by", pb.UINT8, shift)
        sheet.node(kind, name, words, by, **({"direction": "RIGHT"} if kind == "BitShift" else {}))
    sheet.node("Concat", "nibbles", "low", "high", axis=-1)
    sheet.node("Cast", "nibbles.f", "nibbles", to=pb.FLOAT)
    sheet.node("Sub", "centred", "nibbles.f", sheet.floats("eight", np.float32(8).tobytes()))
    sheet.node("Mul", "scaled", "centred", scales)
    sheet.node("Reshape", "words.v", "scaled", sheet.number("wide", pb.INT64, 0, 0, wide))
    sheet.node("Add", "placed", "words.v", _positions(sheet, file))
    return _normed(sheet, file, "emb.ln", "placed")


def _looked_up(sheet: Sheet, file: DataFile, a_row: int) -> tuple[str, str]:
    scales, packed = blocks(file, "emb.word")
    rows = file.sizes.vocabulary
    sheet.tensors.append(pb.tensor("emb.packed", pb.UINT8, (rows, a_row, HALF), packed.tobytes()))
    sheet.tensors.append(pb.tensor("emb.scales", pb.FLOAT16, (rows, a_row, 1), scales.tobytes()))
    sheet.node("Gather", "scales.h", "emb.scales", "input_ids")
    return (
        sheet.node("Gather", "packed", "emb.packed", "input_ids"),
        sheet.node("Cast", "scales", "scales.h", to=pb.FLOAT),
    )


def _positions(sheet: Sheet, file: DataFile) -> str:
    wide = file.sizes.hidden
    places = np.frombuffer(file.raw("emb.pos"), np.float32).reshape(-1, wide)
    types = np.frombuffer(file.raw("emb.type"), np.float32).reshape(-1, wide)
    sheet.floats("places", (places + types[0]).tobytes(), len(places), wide)
    sheet.node("Shape", "long", "input_ids", start=1)
    zero = sheet.number("zero", pb.INT64, 0)
    return sheet.node("Slice", "positions", "places", zero, "long", zero)


def _normed(sheet: Sheet, file: DataFile, name: str, *values: str) -> str:
    """Layer normalisation; of a sum where there are two values."""
    weights = [sheet.floats(f"{name}.{p}", file.raw(f"{name}.{p}"), file.sizes.hidden) for p in "wb"]
    epsilon = file.sizes.epsilon
    if len(values) == 1:
        return sheet.node("LayerNormalization", f"{name}.v", *values, *weights, axis=-1, epsilon=epsilon)
    return sheet.node(
        "SkipLayerNormalization", f"{name}.v", *values, *weights, domain=pb.MICROSOFT, epsilon=epsilon
    )


def _layer(sheet: Sheet, file: DataFile, name: str, values: str) -> str:
    wide, inner = file.sizes.hidden, file.sizes.inner
    three = [_product(sheet, file, f"{name}.{part}", values, wide, wide) for part in "qkv"]
    heads = file.sizes.heads
    sheet.node("MultiHeadAttention", f"{name}.a", *three, "", "mask", domain=pb.MICROSOFT, num_heads=heads)
    seen = _product(sheet, file, f"{name}.ao", f"{name}.a", wide, wide)
    kept = _normed(sheet, file, f"{name}.aln", seen, values)
    wider = _product(sheet, file, f"{name}.fi", kept, wide, inner)
    bent = sheet.node("Gelu", f"{name}.g", wider)
    back = _product(sheet, file, f"{name}.fo", bent, inner, wide)
    return _normed(sheet, file, f"{name}.oln", back, kept)


def _product(sheet: Sheet, file: DataFile, name: str, values: str, wide: int, out: int) -> str:
    """Times a 4-bit matrix plus its bias. The operator wants neighbours in one byte where the file has halves of a block."""
    scales, packed = blocks(file, f"{name}.w")
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1)
    pairs = nibbles[:, 0::2] | nibbles[:, 1::2] << 4
    shape = (out, wide // BLOCK, HALF)
    sheet.tensors.append(pb.tensor(f"{name}.w", pb.UINT8, shape, pairs.tobytes()))
    sheet.floats(f"{name}.s", scales.astype(np.float32).tobytes(), out * wide // BLOCK)
    sheet.floats(f"{name}.b", file.raw(f"{name}.b"), out)
    inputs = (values, f"{name}.w", f"{name}.s", "", "", f"{name}.b")
    sizes = {"K": wide, "N": out, "bits": 4, "block_size": BLOCK, "accuracy_level": INTEGERS}
    return sheet.node("MatMulNBits", f"{name}.v", *inputs, domain=pb.MICROSOFT, **sizes)


def _pooled(sheet: Sheet, values: str) -> None:
    """The mean over the words that are there, at length 1; the mask is also what attention looks at."""
    sheet.nodes.insert(0, pb.node("Cast", ["attention_mask"], "mask", attributes={"to": pb.INT32}))
    sheet.node("Cast", "mask.f", "attention_mask", to=pb.FLOAT)
    sheet.node("Unsqueeze", "mask.u", "mask.f", sheet.number("last", pb.INT64, -1))
    sheet.node("Mul", "kept", values, "mask.u")
    sheet.node("ReduceSum", "summed", "kept", sheet.number("middle", pb.INT64, 1), keepdims=0)
    sheet.node("LpNormalization", "embedding", "summed", axis=-1, p=2)
