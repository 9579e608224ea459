"""Pages show a batch its own changes, undo a command whole, and write only differences."""

from __future__ import annotations

from server.store.mapping import Table
from server.store.pages import Key, Need, Nowhere, Pages, R
from server.store.tables.infra import CURSORS, Cursor
from server.store.tables.staff import TEAMS, Team


class Shelf:
    """A source that counts how often it is asked."""

    def __init__(self, *rows: Cursor) -> None:
        self.rows = rows
        self.asked = 0

    def fetch(self, table: Table[R], columns: tuple[str, ...], values: list[Key]) -> list[R]:
        self.asked += 1
        found = (row for row in self.rows if tuple(getattr(row, name) for name in columns) in values)
        return list(found)  # type: ignore[arg-type]


def cursor(reader: str, seq: int) -> Cursor:
    return Cursor(reader=reader, seq=seq)


def test_a_prefetch_asks_once_for_many_rows_and_never_again() -> None:
    shelf = Shelf(cursor("a", 1), cursor("b", 2))
    pages = Pages(shelf)
    assert pages.prefetch(Need(CURSORS, ("reader",), (name,)) for name in ("a", "b", "c")) == 3
    assert pages.prefetch([Need(CURSORS, ("reader",), ("a",))]) == 0
    assert (pages.get(CURSORS, "b"), pages.get(CURSORS, "c")) == (cursor("b", 2), None)
    assert (shelf.asked, pages.unnamed_reads) == (1, 0)


def test_a_row_nobody_named_is_fetched_and_counted() -> None:
    pages = Pages(Shelf(cursor("a", 1)))
    assert pages.get(CURSORS, "a") == cursor("a", 1)
    assert pages.unnamed_reads == 1


def test_a_look_up_sees_what_the_batch_put_changed_and_dropped() -> None:
    pages = Pages(Shelf(cursor("a", 1), cursor("b", 1)))
    pages.put(CURSORS, cursor("a", 9))
    pages.put(CURSORS, cursor("c", 1))
    assert [row.reader for row in pages.find(CURSORS, seq=1)] == ["b", "c"]
    pages.drop(CURSORS, "b")
    assert [row.reader for row in pages.find(CURSORS, seq=1)] == ["c"]


def test_undo_takes_back_one_command_and_leaves_the_one_before() -> None:
    pages = Pages(Shelf(cursor("a", 1)))
    pages.begin()
    pages.put(CURSORS, cursor("a", 2))
    pages.begin()
    pages.put(CURSORS, cursor("a", 3))
    pages.put(CURSORS, cursor("n", 1))
    pages.drop(CURSORS, "a")
    pages.undo()
    assert pages.get(CURSORS, "a") == cursor("a", 2)
    assert pages.get(CURSORS, "n") is None


def test_only_differences_are_written() -> None:
    pages = Pages(Shelf(cursor("same", 1), cursor("new", 1), cursor("gone", 1)))
    pages.put(CURSORS, cursor("same", 1))
    pages.put(CURSORS, cursor("new", 2))
    pages.put(CURSORS, cursor("made", 1))
    pages.drop(CURSORS, "gone")
    pages.drop(CURSORS, "never")
    (writes,) = pages.writes()
    assert writes.inserts == [cursor("made", 1)]
    assert writes.updates == [cursor("new", 2)]
    assert writes.deletes == [("gone",)]


def test_a_peek_never_asks() -> None:
    shelf = Shelf(cursor("a", 1))
    assert Pages(shelf).peek(CURSORS, "a") is None
    assert shelf.asked == 0


def test_pages_from_nowhere_hold_what_was_put() -> None:
    pages = Pages(Nowhere())
    pages.put(TEAMS, Team(id="tea_1", name="Repairs"))
    assert list(pages.rows(TEAMS)) == [("tea_1",)]
