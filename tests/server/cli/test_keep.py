"""A desk is backed up with its keys apart, restored whole, and what was erased since stays erased."""

from __future__ import annotations

import gzip
import io
import shutil
from pathlib import Path

import pytest

from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.settings import Settings, load
from server.cli import main
from server.desk.actors import SYSTEM
from server.desk.core import Core, build
from server.desk.customers import Add
from server.desk.readings.registry import ask
from server.desk.readings.search import DirectoryQuestion
from server.desk.verbs import Command


def opened(settings: Settings | None = None) -> Core:
    return build(settings or load(), clock=SystemClock(), ids=SystemIds())


def add(name: str) -> str:
    core = opened()
    customer = core.executor.ask(Command("customers.add", SYSTEM, Add(name=name)))["customer_id"]
    core.database.close()
    return str(customer)


def names(settings: Settings) -> list[str | None]:
    core = opened(settings)
    with core.looking(SYSTEM) as look:
        found = [
            person.customer.name for person in ask(look, "customers.directory", DirectoryQuestion()).people
        ]
    core.database.close()
    return sorted(found, key=str)


@pytest.fixture
def other(tmp_path: Path, sqlite_template: Path) -> Settings:
    """The settings of a second, empty desk with the same master key."""
    place = tmp_path / "other.sqlite"
    shutil.copyfile(sqlite_template, place)
    return load(database_url=f"sqlite:///{place}")


def restore(other: Settings, home: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    (data,) = (home / "backups").glob("desk-*.gz")
    (keys,) = (home / "keys").glob("keys-*.gz")
    monkeypatch.setenv("DESK_DATABASE_URL", other.database_url)
    return main(["restore", str(data), "--keys", str(keys)])


def test_a_restored_desk_is_whole(home: Path, other: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    add("Mei Lin")
    assert main(["backup", str(home / "backups"), "--keys", str(home / "keys")]) == 0
    assert restore(other, home, monkeypatch) == 0
    assert names(other) == ["Mei Lin"]
    assert main(["verify"]) == 0


def test_what_was_erased_after_the_backup_is_erased_again(
    home: Path, other: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Ann Canary")
    gone = add("Bea Canary")
    main(["backup", str(home / "backups"), "--keys", str(home / "keys")])
    assert main(["erase", gone]) == 0
    restore(other, home, monkeypatch)
    assert "Bea Canary" not in names(other)
    assert "Ann Canary" in names(other)


def test_the_data_of_a_backup_holds_no_key_and_no_name(home: Path) -> None:
    add("Mei Canary")
    main(["backup", str(home / "backups"), "--keys", str(home / "keys")])
    (data,) = (home / "backups").glob("desk-*.gz")
    text = gzip.decompress(data.read_bytes()).decode()
    assert "Canary" not in text
    assert '["keys"' not in text
    assert '["customers"' in text


def test_a_restore_needs_an_empty_desk_and_keys_need_a_place_of_their_own(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add("Mei Lin")
    assert main(["backup", str(home / "backups"), "--keys", str(home / "backups")]) == 1
    main(["backup", str(home / "backups"), "--keys", str(home / "keys")])
    assert restore(load(), home, monkeypatch) == 1
    assert "empty" in capsys.readouterr().err


def test_verify_finds_a_row_that_does_not_follow_from_the_log(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = add("Mei Lin")
    core = opened()
    with core.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE customers SET segment = 'VIP' WHERE id = '{customer}'")
    core.database.close()
    assert main(["verify"]) == 1
    assert customer in capsys.readouterr().out


def test_the_first_administrator_is_added_at_the_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough word\n"))
    assert main(["user", "add", "ada@example.com", "--name", "Ada"]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main(["user", "add", "bea@example.com", "--name", "Bea"]) == 1


def test_the_doctor_says_what_is_good_and_what_is_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    assert "good   master key" in capsys.readouterr().out
    monkeypatch.delenv("DESK_MASTER_KEY")
    assert main(["doctor"]) == 0
    assert "DESK_MASTER_KEY" in capsys.readouterr().out
