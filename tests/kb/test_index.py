"""The index as a projection: follows the log, keeps strangers out, repairs itself, survives being killed."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh.fields import STORED, Schema

from kb.entry import Entry
from kb.index import CaughtUp, Index, IndexAway
from kb.schema import schema
from tests.kb.bilingual import EVERYBODY, Log
from tests.kb.filler import log_of

FILTER = Entry("a", "zh", "更换滤芯", "打开后盖。", ("怎么换滤芯",), ("SH-77120",))
PUMP = Entry("b", "en", "Heat pump", "Frost on the outdoor unit.")
SECRET = Entry(
    "c", "en", "Trade margin of filters", "Filters, filters, filters.", audience=frozenset({"team:gold"})
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    opened = Index(tmp_path / "index")
    yield opened
    opened.close()


def found(index: Index, question: str, audience: frozenset[str] | None = EVERYBODY) -> list[str]:
    return [hit.article for hit in index.search(question, audience=audience)]


def test_it_is_made_from_nothing_and_then_follows_the_log(index: Index) -> None:
    log = Log([FILTER, PUMP])
    assert index.catch_up(log) == CaughtUp(2, 2, "missing")
    assert (found(index, "滤芯"), found(index, "frost")) == (["a"], ["b"])
    log.show(Entry("b", "en", "Boiler", "Nothing cold."))
    log.show(Entry("d", "en", "Hose", "Garden hose."))
    log.hide("a")
    assert index.catch_up(log) == CaughtUp(5, 3)
    assert [found(index, text) for text in ("滤芯", "frost", "boiler", "hose")] == [[], [], ["b"], ["d"]]
    assert index.catch_up(log) == CaughtUp(5, 0)


def test_many_changes_of_one_article_leave_one(index: Index) -> None:
    log = Log([PUMP])
    index.catch_up(log)
    for number in range(5):
        log.show(Entry("b", "en", f"Heat pump edition{number}", "text"))
    index.catch_up(log)
    assert found(index, "heat pump") == ["b"]
    assert found(index, "edition3") == []


def test_who_may_not_see_an_article_finds_no_trace_of_it(index: Index) -> None:
    index.catch_up(Log([SECRET, PUMP, Entry("d", "en", "Filters", "One filter.")]))
    assert found(index, "filters margin") == ["d"]
    assert found(index, "margin") == []
    assert found(index, "margin", EVERYBODY | {"team:gold"}) == ["c"]
    assert found(index, "margin", None) == ["c"]
    assert found(index, "heat", frozenset()) == []


@pytest.mark.parametrize(
    ("name", "other"), [("a b", "a_b"), ("a b", "a%20b"), ("#all", "all"), ("金", "金 牌"), ("A", "a")]
)
def test_teams_with_similar_names_do_not_see_each_others_articles(
    index: Index, name: str, other: str
) -> None:
    index.catch_up(Log([Entry("x", "en", "Margin", "text", audience=frozenset({f"team:{name}"}))]))
    assert found(index, "margin", frozenset({f"team:{name}"})) == ["x"]
    assert found(index, "margin", frozenset({f"team:{other}"})) == []


def test_another_process_sees_a_commit_without_being_told(index: Index, tmp_path: Path) -> None:
    log = Log([FILTER])
    index.catch_up(log)
    other = Index(tmp_path / "index")
    assert found(other, "滤芯") == ["a"]
    log.hide("a")
    index.catch_up(log)
    assert found(other, "滤芯") == []
    other.close()


def test_while_one_writes_another_does_not_wait(index: Index, tmp_path: Path) -> None:
    log = Log([FILTER])
    index.catch_up(log)
    log.show(PUMP)
    lock = index._shelf.lock()
    assert lock.acquire(blocking=False)
    assert index.catch_up(log) is None
    assert found(index, "滤芯") == ["a"]
    lock.release()
    assert index.catch_up(log) == CaughtUp(2, 1)


def test_a_rebuild_tells_its_progress(index: Index) -> None:
    told: list[tuple[int, int]] = []
    index.catch_up(log_of(250), lambda done, count: told.append((done, count)))
    count = told[-1][1]
    assert told[-1] == (count, count)
    assert 50 < len(told) <= 130
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_deleted_files_come_back_with_everything(index: Index, tmp_path: Path) -> None:
    log = Log([FILTER, PUMP])
    index.catch_up(log)
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "index").mkdir()
    with pytest.raises(IndexAway):
        index.search("滤芯", audience=EVERYBODY)
    assert index.catch_up(log) == CaughtUp(2, 2, "missing")
    assert found(index, "滤芯") == ["a"]


@pytest.mark.parametrize("suffix", [".seg", ".toc", ".json"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "removed"])
def test_a_damaged_file_is_noticed_at_the_next_start(
    index: Index, tmp_path: Path, suffix: str, damage: str
) -> None:
    log = Log([FILTER, PUMP])
    index.catch_up(log)
    for file in (tmp_path / "index").rglob(f"*{suffix}"):
        whole = file.read_bytes()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]
        file.write_bytes({"cut": whole[:middle], "flipped": flipped, "emptied": b"", "removed": b""}[damage])
        if damage == "removed":
            file.unlink()
    again = Index(tmp_path / "index")
    assert again.catch_up(log) == CaughtUp(2, 2, "damaged")
    assert (found(again, "滤芯"), found(again, "frost")) == (["a"], ["b"])
    again.close()


def test_an_index_of_another_schema_is_built_again(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log([FILTER])
    index.catch_up(log)
    monkeypatch.setattr("kb.index.schema", _wider)
    assert Index(tmp_path / "index").catch_up(log) == CaughtUp(1, 1, "other_schema")


def _wider() -> Schema:
    wider = schema()
    wider.add("extra", STORED())
    return wider


@pytest.mark.parametrize("commits", [0, 1, 4, 11])
def test_killed_while_it_writes_it_loses_nothing_and_doubles_nothing(tmp_path: Path, commits: int) -> None:
    command = [sys.executable, "-m", "tests.kb.filler", str(tmp_path / "index"), "70"]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    while _commits(tmp_path) < commits and child.poll() is None:
        time.sleep(0.005)
    assert child.poll() is None, "it was done before it could be killed"
    child.kill()
    child.wait()
    log, index = log_of(70), Index(tmp_path / "index")
    done = index.catch_up(log)
    assert done is not None
    assert done.cursor == len(log.changes)
    for number in range(70):
        assert found(index, f"word{number:05}x") == ([] if number % 7 == 0 else [f"n{number}"])
    index.close()


def _commits(folder: Path) -> int:
    """How often the process has committed, by the number of its newest table of contents."""
    return max((int(path.stem.split("_")[-1]) for path in folder.glob("index/g*/_MAIN_*.toc")), default=0)


def test_several_processes_at_once_build_one_sound_index(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.kb.filler", str(tmp_path / "index"), "40"]
    children = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(3)]
    assert [child.wait(timeout=60) for child in children] == [0, 0, 0]
    log = log_of(40)
    index = Index(tmp_path / "index")
    done = index.catch_up(log)
    assert done is not None
    assert done.rebuilt is None
    assert [found(index, f"word{number:05}x") for number in (0, 1, 39)] == [[], ["n1"], ["n39"]]
    index.close()
