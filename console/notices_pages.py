"""What the page of one's own notices is given. Shapes only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

Ms = int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in words; `link` leads to what it is about, empty: nowhere."""

    text: str
    at: Ms
    read: bool
    link: str


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """One's own notices, and how one wants them. Fields: `do` read or choose; `mail`, `from`, `to`."""

    template: ClassVar[str] = "notices.html"
    rows: tuple[NoticeRow, ...]
    next_cursor: str
    mail: bool
    quiet: tuple[str, str]
    error: str = ""
    notice: str = ""
