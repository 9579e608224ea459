"""An experiment drawn: one row a class, its service level with its interval against the goal, an earlier one beside it. SVG only."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

WIDTH, LABEL, RIGHT, ROW, HEAD, FOOT = 720, 190, 70, 44, 34, 30
SCALE = (WIDTH - LABEL - RIGHT) / 100
STYLE = (
    "<style>text{font:13px system-ui,'Noto Sans CJK SC',sans-serif;fill:#1d2733}.soft{fill:#5b6776}.grid{stroke:#d5dbe3}"
    ".goal{stroke:#b4690e}.bar,.dot{stroke:#1f5fbf;fill:#1f5fbf}.was{stroke:#7a8594;fill:#7a8594}"
    "@media(prefers-color-scheme:dark){text{fill:#e6ebf2}.soft{fill:#9aa6b5}.grid{stroke:#37424f}.goal{stroke:#e0a04a}"
    ".bar,.dot{stroke:#7fb0ff;fill:#7fb0ff}.was{stroke:#9aa6b5;fill:#9aa6b5}}</style>"
)


def chart(told: dict[str, Any], before: dict[str, Any] | None, words: dict[str, str]) -> str:
    """Return the picture of `report.plain` values; `words`: title, now, before, goal. A file of its own, colours included."""
    rows = told["classes"]
    height = HEAD + ROW * len(rows) + FOOT
    size, label = f"0 0 {WIDTH} {height}", escape(words["title"])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" class="lab-chart" role="img" aria-label="{label}">',
        STYLE,
        *_grid(height),
    ]
    earlier = {row["name"]: row for row in before["classes"]} if before else {}
    for number, row in enumerate(rows):
        parts += _row(row, earlier.get(row["name"]), HEAD + ROW * number + ROW // 2)
    parts += _legend(words, height, with_before=bool(earlier))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(height: int) -> Iterator[str]:
    for share in range(0, 101, 20):
        x = _x(share / 100)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{HEAD - 8}" y2="{height - FOOT}"/>'
        yield f'<text class="soft" x="{x}" y="{HEAD - 14}" text-anchor="middle">{share} %</text>'


def _row(row: dict[str, Any], earlier: dict[str, Any] | None, y: int) -> Iterator[str]:
    yield f'<text x="{LABEL - 14}" y="{y + 4}" text-anchor="end">{escape(_short(row["name"]))}</text>'
    goal = _x(row["goal"])
    yield f'<line class="goal" x1="{goal}" x2="{goal}" y1="{y - 15}" y2="{y + 15}" stroke-width="2" stroke-dasharray="3 3"/>'
    if earlier and earlier["service_level"]:
        yield from _interval(earlier["service_level"], y - 8, "was")
    if row["service_level"]:
        yield from _interval(row["service_level"], y + (8 if earlier else 0), "bar")
        yield f'<text x="{WIDTH - 8}" y="{y + 4}" text-anchor="end">{100 * row["service_level"]["mean"]:.1f} %</text>'


def _interval(level: dict[str, Any], y: int, kind: str) -> Iterator[str]:
    if level["low"] is not None:
        low, high = _x(max(0.0, level["low"])), _x(min(1.0, level["high"]))
        yield f'<line class="{kind}" x1="{low}" x2="{high}" y1="{y}" y2="{y}" stroke-width="6" stroke-opacity=".45"/>'
    yield f'<circle class="{kind}" cx="{_x(level["mean"])}" cy="{y}" r="5"/>'


def _legend(words: dict[str, str], height: int, *, with_before: bool) -> Iterator[str]:
    y = height - 10
    yield f'<circle class="bar" cx="{LABEL}" cy="{y - 4}" r="5"/><text x="{LABEL + 12}" y="{y}">{escape(words["now"])}</text>'
    yield f'<line class="goal" x1="{LABEL + 330}" x2="{LABEL + 330}" y1="{y - 12}" y2="{y + 3}" stroke-width="2"'
    yield f' stroke-dasharray="3 3"/><text x="{LABEL + 340}" y="{y}">{escape(words["goal"])}</text>'
    if with_before:
        yield f'<circle class="was" cx="{LABEL + 165}" cy="{y - 4}" r="5"/>'
        yield f'<text x="{LABEL + 177}" y="{y}">{escape(words["before"])}</text>'


def _x(share: float) -> float:
    return round(LABEL + 100 * share * SCALE, 1)


def _short(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:23]}…"
