"""What a verification found: codes, tables and ids, never a value. Collects; knows no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec

MOST = 50
"""Of one sort in one table: a broken rule breaks thousands of rows alike, and fifty show which."""
Progress = Callable[[str, int, int], None]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it must be."""

    code: str
    table: str
    id: str
    detail: dict[str, str | int] = {}


class Findings:
    """Findings so far, and how much was checked."""

    def __init__(self, progress: Progress) -> None:
        self.found: list[Finding] = []
        self.checked: Counter[str] = Counter()
        self.tell = progress
        self._sorts: Counter[tuple[str, str]] = Counter()

    def add(self, code: str, table: str, thing_id: str, **detail: str | int) -> None:
        """Note that a thing is wrong."""
        self._sorts[code, table] += 1
        if self._sorts[code, table] <= MOST:
            self.found.append(Finding(code=code, table=table, id=thing_id, detail=detail))

    def count(self, what: str, number: int) -> None:
        """Note that so many things of a sort were looked at, all of them now."""
        self.checked[what] += number
        self.tell(what, number, number)


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""
