"""`backup`, `restore`, `erase`, `export`, `verify`: looking after what customers entrusted to the desk."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.cli import backup
from server.cli.opened import opened
from server.desk import verify
from server.desk.actors import SYSTEM
from server.desk.erasure import Erase, erase_again
from server.desk.finding.finder import Finder
from server.desk.verbs import Command
from server.jobs import ledger


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verbs."""
    made = verbs.add_parser("backup", help="write a backup, and its keys apart")
    made.add_argument("folder", type=Path)
    made.add_argument(
        "--keys", type=Path, required=True, help="folder for the wrapped keys; keep it elsewhere"
    )
    made.set_defaults(action=back_up)
    back = verbs.add_parser("restore", help="restore a backup into an empty, migrated database")
    back.add_argument("file", type=Path)
    back.add_argument("--keys", type=Path, required=True)
    back.add_argument("--erasures", type=Path, help="the ledger of erasures (default: the one in DESK_HOME)")
    back.set_defaults(action=restore)
    gone = verbs.add_parser("erase", help="erase a customer for ever")
    gone.add_argument("customer_id")
    gone.set_defaults(action=erase)
    anew = verbs.add_parser("reindex", help="build this host's index of articles anew")
    anew.set_defaults(action=reindex)
    verbs.add_parser("verify", help="prove that the rows follow from the log").set_defaults(action=prove)


def back_up(given: argparse.Namespace) -> int:
    """Write a backup and its keys."""
    with opened() as core:
        written = backup.write(core, given.folder, given.keys, progress=_bar)
        days = core.settings.backup_key_days
    print(f"\n{written.rows} rows in {written.data}\nkeys in {written.keys}, to be deleted after {days} days")
    return 0


def restore(given: argparse.Namespace) -> int:
    """Restore a backup and apply the erasures again that came after it."""
    with opened() as core:
        rows = backup.read(core, given.file, given.keys, progress=_bar)
        gone = ledger.erased_in(given.erasures or core.settings.home_path / ledger.NAME)
        again = erase_again(core.executor, gone)
    print(f"\n{rows} rows restored, {again} erasures applied again")
    return 0


def erase(given: argparse.Namespace) -> int:
    """Erase a customer and write it into the ledger."""
    with opened() as core:
        core.executor.ask(Command("customers.erase", SYSTEM, Erase(customer_id=given.customer_id)))
        while ledger.Ledger(core).step():
            continue
        days = core.settings.backup_key_days
    print(f"{given.customer_id} is erased. Keys in older backups end with their {days} days.")
    return 0


def reindex(_given: argparse.Namespace) -> int:
    """Build the index of articles anew; a desk that runs goes on answering from the old one meanwhile."""
    with opened() as core:
        finder = Finder(core.database, core.settings.home_path)
        finder.rebuild(lambda done, count: _bar("articles", done, count))
        finder.close()
    return 0


def prove(_given: argparse.Namespace) -> int:
    """Check every invariant that holds at rest; exit code 1 when one does not."""
    with opened() as core:
        report = verify.verify(core.database, core.master, progress=_bar)
    print("\n" + report.text())
    return 0 if report.good else 1


def _bar(what: str, done: int, of: int) -> None:
    share = 100 * done // max(of, 1)
    print(f"\r{what:<24} {share:>3} %", end="\n" if done == of else "", file=sys.stderr, flush=True)
