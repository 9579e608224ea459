"""`up` (no verb at all) and `demo`: the demo desk, made on the first start and kept; a customer never stops calling there."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server import app
from server.base import log
from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.settings import Settings, load
from server.desk import all_verbs
from server.simulation.demo import cast, seed
from server.store import migrate
from server.store.database import Database

__all__ = ["add_verbs", "all_verbs", "fill", "up"]
BAR = 30


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verbs."""
    verbs.add_parser("up", help="the demo desk with simulated customers (the default)").set_defaults(
        action=up
    )
    demo = verbs.add_parser("demo", help="fill the empty database of DESK_DATABASE_URL with the demo desk")
    demo.set_defaults(action=fill)


def up(_given: argparse.Namespace) -> int:
    """Make the demo desk if it is not there, start everything, say where it is."""
    settings = load(demo=True)
    log.configure(settings)
    if not settings.database_url:
        _make(settings)
    print(_welcome(settings), flush=True)
    app.serve(settings, simulate=True)
    return 0


def fill(_given: argparse.Namespace) -> int:
    """Fill an empty, migrated database with the demo desk."""
    settings = load(demo=True)
    database = Database(settings)
    migrate.upgrade(database)
    database.close()
    _tell(settings)
    print(_welcome(settings))
    return 0


def _make(settings: Settings) -> None:
    """Make the demo's file beside its place and move it there: a start that was interrupted leaves nothing half done."""
    place = Path(settings.sql_url.removeprefix("sqlite:///"))
    if place.exists():
        _migrate(settings)
        return
    making = place.with_name(place.name + ".making")
    for left in making.parent.glob(making.name + "*"):
        left.unlink()
    making.parent.mkdir(parents=True, exist_ok=True)
    aside = load(demo=True, database_url=f"sqlite:///{making}")
    _migrate(aside)
    _tell(aside)
    making.replace(place)


def _migrate(settings: Settings) -> None:
    database = Database(settings)
    migrate.upgrade(database)
    database.close()


def _tell(settings: Settings) -> None:
    seed.fill(settings, now=SystemClock().now(), ids=SystemIds(), progress=_bar)
    print(file=sys.stderr)


def _bar(done: int, of: int) -> None:
    if done % 5 == 0 or done == of:
        filled = BAR * done // of
        print(
            f"\rMaking the demo desk [{'█' * filled}{'·' * (BAR - filled)}] {done}/{of}",
            end="",
            file=sys.stderr,
            flush=True,
        )


def _welcome(settings: Settings) -> str:
    logins = "\n".join(
        f"    {f'{one.login}@example.com':<20} {one.role:<14} {one.name}" for one in cast.STAFF
    )
    at = settings.address
    return (
        f"\nSwitchboard demo desk\n"
        f"  console      {at}/\n"
        f"  shop+widget  {at}/shop\n"
        f"  telephone    {at}/phone\n"
        f"  sign in with the password {cast.PASSWORD}\n{logins}\n"
        f"  Ctrl-C stops it; the next start goes on where this one ended.\n"
    )
