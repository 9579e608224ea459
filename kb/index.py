"""The full-text index of articles: a projection of their events by cursor, with one writer among all processes.

Rebuilt from the log by itself when it is missing, damaged or of another schema. Ranks words only; meaning is `kb.meaning`.
"""

import pickle
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from whoosh import index as whoosh_index
from whoosh.searching import Searcher

from kb.entry import Change, Entry, Source
from kb.lookup import Hit, Lexicon, search
from kb.schema import CURSOR, document, schema
from kb.shelf import Shelf

Progress = Callable[[int, int], None]
"""Told (done, all) while an index is rebuilt."""

BATCH = 500
"""Changes in one commit."""

# What reading files that are gone, cut or overwritten can raise in the library and below it.
DAMAGE: tuple[type[Exception], ...] = (
    whoosh_index.IndexError,
    pickle.UnpicklingError,
    struct.error,
    OSError,
    EOFError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


Why = Literal["missing", "damaged", "other_schema", "asked"]


class IndexAway(Exception):
    """There is no usable index at this moment: catch up, then search again. Nothing is lost, the log has everything."""


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What catching up did: the cursor now, how many changes it took in, and why it rebuilt, if it did."""

    cursor: int
    changes: int
    rebuilt: Why | None = None


class Index:
    """The index in one folder, shared by any number of processes and threads."""

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder)
        self._guard = threading.RLock()
        self._open: tuple[Path, Any, Lexicon] | None = None
        self._trusted: Path | None = None

    def catch_up(self, source: Source, progress: Progress | None = None) -> CaughtUp | None:
        """Takes in what happened since the cursor; None when another process is at it just now.

        The files are checked against their sums the first time, and again whenever a search met damage.
        """
        lock = self._shelf.lock()
        if not lock.acquire(blocking=False):
            return None
        try:
            return self._caught_up(source, progress)
        finally:
            lock.release()

    def rebuild(self, source: Source, progress: Progress | None = None) -> CaughtUp | None:
        """Builds the index anew beside the one that answers; None when another process is at it just now."""
        lock = self._shelf.lock()
        if not lock.acquire(blocking=False):
            return None
        try:
            return self._rebuilt(source, progress, "asked")
        finally:
            lock.release()

    def _caught_up(self, source: Source, progress: Progress | None) -> CaughtUp:
        path = self._shelf.current()
        if path is None:
            return self._rebuilt(source, progress, "missing")
        try:
            if path != self._trusted and not self._shelf.intact(path):
                return self._rebuilt(source, progress, "damaged")
            opened = whoosh_index.open_dir(str(path))
            if set(opened.schema.names()) != set(schema().names()):
                return self._rebuilt(source, progress, "other_schema")
            cursor = _cursor(opened)
        except DAMAGE:
            return self._rebuilt(source, progress, "damaged")
        self._trusted = path
        return self._advanced(opened, path, source, cursor)

    def _advanced(self, opened: Any, path: Path, source: Source, cursor: int) -> CaughtUp:
        taken = 0
        while changes := source.since(cursor, BATCH):
            cursor = changes[-1].seq
            writer = opened.writer()
            _take_in(writer, changes, cursor)
            writer.commit()
            self._shelf.record(path)
            taken += len(changes)
        return CaughtUp(cursor, taken)

    def _rebuilt(self, source: Source, progress: Progress | None, why: Why) -> CaughtUp:
        """A new generation beside the old one, which answers searches until the new one is whole."""
        path = self._shelf.begin()
        cursor, count, entries = source.everything()
        fresh = whoosh_index.create_in(str(path), schema())
        _fill(fresh.writer(), entries, cursor, _told(progress, count))
        self._shelf.record(path)
        self._shelf.switch(path)
        self._trusted = path
        since = self._advanced(fresh, path, source, cursor)
        return CaughtUp(since.cursor, count + since.changes, why)

    def search(
        self,
        question: str,
        *,
        audience: frozenset[str] | None,
        language: str | None = None,
        prefer: str | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """The best articles for a question among those the audience may read (None: all), best first; of one `language`
        only, or of all with one to `prefer`.

        What a reader may not see is left out inside the query: no hit, no place in the order, no count. Raises IndexAway
        where there is no usable index.
        """
        with self._guard:
            try:
                searcher, lexicon = self._searcher()
                return search(
                    searcher,
                    lexicon,
                    question,
                    audience=audience,
                    language=language,
                    prefer=prefer,
                    limit=limit,
                )
            except DAMAGE as error:
                self._open = self._trusted = None
                raise IndexAway from error

    def _searcher(self) -> tuple[Searcher, Lexicon]:
        """The newest searcher; opened again after a commit of any process."""
        path = self._shelf.current()
        if path is None:
            raise whoosh_index.EmptyIndexError(str(self._shelf.folder))
        if self._open is None or self._open[0] != path or not self._open[1].up_to_date():
            # Opened anew and not refreshed: a refreshed one keeps what it had read of segments in which articles were deleted.
            searcher: Any = whoosh_index.open_dir(str(path)).searcher()
            self._open = path, searcher, Lexicon(searcher)
        return self._open[1], self._open[2]

    def close(self) -> None:
        """Lets go of the files."""
        with self._guard:
            if self._open is not None:
                self._open[1].close()
                self._open = None


def _cursor(opened: Any) -> int:
    with opened.searcher() as searcher:
        return int(searcher.document(id=CURSOR)["seq"])


def _take_in(writer: Any, changes: Iterable[Change], cursor: int) -> None:
    """One commit's changes; the last one of an article counts: the library cannot replace what it has not committed."""
    for change in {each.id: each for each in changes}.values():
        writer.delete_by_term("id", change.id)
        if change.entry is not None:
            writer.add_document(**document(change.entry))
    writer.update_document(id=CURSOR, seq=cursor)


def _fill(writer: Any, entries: Iterable[Entry], cursor: int, told: Callable[[int], None]) -> None:
    for done, each in enumerate(entries, start=1):
        writer.add_document(**document(each))
        told(done)
    writer.add_document(id=CURSOR, seq=cursor)
    writer.commit()


def _told(progress: Progress | None, count: int) -> Callable[[int], None]:
    """Tells the progress a hundred times at most, and at the end."""
    step = max(1, count // 100)

    def told(done: int) -> None:
        if progress is not None and (done % step == 0 or done == count):
            progress(done, count)

    return told
