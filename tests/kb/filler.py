"""A process that fills an index from a log of so many changes, in small commits, until it is done or killed.

Started by the tests: `python -m tests.kb.filler FOLDER CHANGES`.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kb.entry import Change, Entry
from kb.index import Index
from tests.kb.bilingual import Log


def log_of(changes: int) -> Log:
    """Articles of one word each, every seventh of them archived again."""
    log = Log()
    for number in range(changes):
        log.show(Entry(f"n{number}", "en", f"word{number:05}x", "same body", (), ()))
        if number % 7 == 0:
            log.hide(f"n{number}")
    return log


class Slow(Log):
    """The same log, read from an empty start and in many small batches, so that there is much to interrupt."""

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """A few changes at a time."""
        return super().since(seq, 5)

    def everything(self) -> tuple[int, int, list[Entry]]:
        """Nothing yet: all comes as changes."""
        return 0, 0, []


if __name__ == "__main__":
    source = Slow()
    source.changes = log_of(int(sys.argv[2])).changes
    index = Index(Path(sys.argv[1]))
    while (done := index.catch_up(source)) is None or done.changes:
        time.sleep(0.02)  # another process is at it, or there may be more
