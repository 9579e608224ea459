"""Where an index lies: whole generations only, sums that notice damage, one writer."""

from pathlib import Path

from kb.shelf import POINTER, SUMS, Shelf


def generation(shelf: Shelf, text: str) -> Path:
    path = shelf.begin()
    (path / "a.seg").write_text(text)
    (path / "_MAIN_1.toc").write_text("toc")
    shelf.record(path)
    return path


def test_a_generation_is_current_only_once_switched_to_and_old_ones_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "index")
    assert shelf.current() is None
    first = generation(shelf, "one")
    assert shelf.current() is None
    shelf.switch(first)
    second = generation(shelf, "two")
    assert shelf.current() == first
    shelf.switch(second)
    assert (shelf.current(), first.exists()) == (second, False)


def test_a_pointer_to_nowhere_or_elsewhere_is_none(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for text in ("", "g7", "../..", "\x00", "g1/.."):
        (tmp_path / POINTER).write_text(text)
        assert shelf.current() is None


def test_sums_notice_every_kind_of_damage(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    path = generation(shelf, "segment")
    assert shelf.intact(path)
    segment, table, notes = path / "a.seg", path / "_MAIN_1.toc", path / SUMS
    whole = {each: each.read_bytes() for each in (segment, table, notes)}
    for file, damage in (
        (segment, b"segmemt"),
        (segment, b""),
        (table, b"x"),
        (notes, b"{"),
        (notes, b"[]"),
        (notes, b""),
    ):
        file.write_bytes(damage)
        assert not shelf.intact(path), (file.name, damage)
        file.write_bytes(whole[file])
    segment.unlink()
    assert not shelf.intact(path)
    segment.write_bytes(whole[segment])
    assert shelf.intact(path)


def test_a_commit_that_was_not_noted_is_not_trusted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    path = generation(shelf, "segment")
    (path / "_MAIN_2.toc").write_text("newer")
    assert not shelf.intact(path)


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    one, other = Shelf(tmp_path).lock(), Shelf(tmp_path).lock()
    assert one.acquire(blocking=False)
    assert not other.acquire(blocking=False)
    one.release()
    assert other.acquire(blocking=False)
    other.release()
