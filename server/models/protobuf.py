"""Writes the few messages of an ONNX file as protocol buffers: enough for one graph, without the `onnx` package. Reads nothing.

Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence

Value = int | float | str
FLOAT, UINT8, INT32, INT64, FLOAT16 = 1, 2, 6, 7, 10
"""Element types of a tensor."""
IR_VERSION, OPSET = 9, 20
MICROSOFT = "com.microsoft"
"""The domain of the operators that ONNX Runtime adds to the standard's."""


def model(graph: bytes) -> bytes:
    """The whole file around a graph."""
    sets = (_text(1, domain) + _number(2, version) for domain, version in (("", OPSET), (MICROSOFT, 1)))
    return _number(1, IR_VERSION) + _text(2, "switchboard") + _inner(7, graph) + _all(8, sets)


def graph(
    nodes: Iterable[bytes], tensors: Iterable[bytes], inputs: Iterable[bytes], outputs: Iterable[bytes]
) -> bytes:
    """The nodes in an order in which each finds its inputs ready, and the constants they use."""
    return _all(1, nodes) + _text(2, "encoder") + _all(5, tensors) + _all(11, inputs) + _all(12, outputs)


def node(
    kind: str,
    inputs: Sequence[str],
    output: str,
    domain: str = "",
    attributes: Mapping[str, Value] | None = None,
) -> bytes:
    """One operator; an empty name among the inputs is an optional one left out."""
    named = _all(1, (name.encode() for name in inputs)) + _text(2, output) + _text(4, kind)
    given = (_attribute(name, value) for name, value in (attributes or {}).items())
    return named + _all(5, given) + _text(7, domain)


def tensor(name: str, kind: int, shape: Sequence[int], data: bytes) -> bytes:
    """A constant; `data` little-endian in C order."""
    return b"".join(_number(1, size) for size in shape) + _number(2, kind) + _text(8, name) + _inner(9, data)


def port(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    """An input or output of the graph; a dimension that is a name may have any size."""
    sizes = (_text(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    return _text(1, name) + _inner(2, _inner(1, _number(1, kind) + _inner(2, _all(1, sizes))))


def _attribute(name: str, value: Value) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, 2)
    return _text(1, name) + _text(4, value) + _number(20, 3)


def _all(field: int, bodies: Iterable[bytes]) -> bytes:
    return b"".join(_inner(field, body) for body in bodies)


def _text(field: int, text: str) -> bytes:
    return _inner(field, text.encode())


def _inner(field: int, body: bytes) -> bytes:
    return _key(field, 2) + _varint(len(body)) + body


def _number(field: int, number: int) -> bytes:
    return _key(field, 0) + _varint(number & 0xFFFF_FFFF_FFFF_FFFF)


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
