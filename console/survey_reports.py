"""The report of surveys as a page: figures with their intervals, drawn with SVG attributes only, and the answers behind each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from console.pages import Ms

WIDE, TALL = 560, 150
RANGES = {"csat": (0.0, 100.0), "nps": (-100.0, 100.0), "ces": (1.0, 7.0)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in words: value, interval, rate, each empty when there is none; `n` answers of `asked`."""

    kind: str
    value: str
    interval: str
    rate: str
    n: int
    asked: int
    suppressed: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval on a line of 100: from, to, and where the value is."""

    low: float
    high: float
    at: float


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One of the compared; `mix` are (channel, share in %)."""

    name: str
    shown: Shown
    whisker: Whisker | None
    mix: tuple[tuple[str, int], ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the trend: its place on the drawing; y counts downwards. `label`: its Monday."""

    label: str
    x: float
    y: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many answered with a value: `share` of the highest bar, 0 to 100."""

    value: int
    count: int
    share: float
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class LoopFigures:
    """The closed loop, shares in words."""

    opened: int
    closed: int
    in_time: int
    overdue: int
    closed_rate: str
    reasked: int
    recovered: int
    recovered_share: str
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Query fields: `kind`, `days`, `by`. `kinds` are the three figures at a glance."""

    template: ClassVar[str] = "survey/report.html"
    kind: str
    days: int
    by: str
    bys: tuple[str, ...]
    spans: tuple[int, ...]
    minimum: int
    kinds: tuple[Shown, ...]
    total: Shown
    before: Shown
    groups: tuple[GroupRow, ...]
    weeks: tuple[Week, ...]
    bars: tuple[Bar, ...]
    loop: LoopFigures
    not_asked: tuple[tuple[str, int], ...]
    query: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer; `score` in words, empty when not answered. `follow_up` its ticket's number."""

    number: int
    ticket_id: str
    at: Ms
    customer: str
    channel: str
    queue: str
    agents: tuple[str, ...]
    score: str
    low: bool
    words: tuple[str, ...]
    follow_up: int | None = None
    follow_up_id: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The answers behind a figure. Query fields: those of the report, `key`, `which`, `skip`."""

    template: ClassVar[str] = "survey/answers.html"
    kind: str
    which: str
    group: str
    rows: tuple[AnswerRow, ...]
    total: int
    back: str
    sorts: tuple[tuple[str, str], ...]
    older: str = ""


def place(kind: str, value: float) -> float:
    """Return where a figure of this kind lies between the ends of its scale, 0 to 100."""
    low, high = RANGES[kind]
    return round(100 * (value - low) / (high - low), 2)


def mix_words(mix: Mapping[str, float]) -> tuple[tuple[str, int], ...]:
    """Return (channel, share in %), the largest first."""
    return tuple((name, round(100 * share)) for name, share in sorted(mix.items(), key=lambda one: -one[1]))
