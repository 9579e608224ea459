"""Numbers about this process as Prometheus text. Others add gauges; nothing here names a person, an address or a ticket."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

Labels = tuple[tuple[str, str], ...]
Reading = float | Mapping[Labels, float]


class Gauge(NamedTuple):
    """A number that is looked up when it is asked for; it may open the database."""

    help: str
    kind: str
    read: Callable[[], Reading]


class Metrics:
    """Counters that are counted here, and gauges that are looked up (in a thread)."""

    def __init__(self) -> None:
        self._gauges: dict[str, Gauge] = {}
        self._counts: dict[str, dict[Labels, float]] = {}
        self._helps: dict[str, str] = {}
        self._lock = threading.Lock()

    def gauge(self, name: str, help_text: str, read: Callable[[], Reading], *, kind: str = "gauge") -> None:
        """Add a number; `kind` is counter for one that only grows. A later one of the same name takes its place."""
        self._gauges[name] = Gauge(help_text, kind, read)

    def count(self, name: str, help_text: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        key = tuple(sorted(labels.items()))
        with self._lock:
            self._helps[name] = help_text
            series = self._counts.setdefault(name, {})
            series[key] = series.get(key, 0) + amount

    def text(self) -> str:
        """Return everything in the Prometheus text format, version 0.0.4."""
        with self._lock:
            counts = {name: dict(series) for name, series in self._counts.items()}
        lines = [line for name in counts for line in _lines(name, self._helps[name], "counter", counts[name])]
        for name, gauge in self._gauges.items():
            lines += _lines(name, gauge.help, gauge.kind, gauge.read())
        return "\n".join(lines) + "\n"


def _lines(name: str, help_text: str, kind: str, reading: Reading) -> list[str]:
    series = reading if isinstance(reading, Mapping) else {(): reading}
    values = [f"{name}{_labels(labels)} {value:g}" for labels, value in series.items()]
    return [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}", *values]


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels)
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
