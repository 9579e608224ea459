"""`serve`, `work`, `migrate`, `doctor`: the processes of a desk and what they need."""

from __future__ import annotations

import argparse
import platform

from server import app
from server.base import log
from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.settings import Settings, load
from server.bench import report
from server.desk.core import build
from server.store import migrate
from server.store.database import Database


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verbs."""
    verbs.add_parser("serve", help="answer browsers, sockets and programs").set_defaults(action=serve)
    verbs.add_parser("work", help="do jobs, timers and dispatch beside `serve`").set_defaults(action=work)
    verbs.add_parser("migrate", help="bring the database to this version's tables").set_defaults(
        action=bring_up
    )
    bench = verbs.add_parser("bench", help="measure this desk beside references", add_help=False)
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(action=measure)
    verbs.add_parser("doctor", help="say whether this installation can run a desk").set_defaults(
        action=doctor
    )


def serve(_given: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = load()
    log.configure(settings)
    _refuse_unmigrated(settings)
    app.serve(settings)
    return 0


def work(_given: argparse.Namespace) -> int:
    """Do jobs until told to stop."""
    settings = load()
    log.configure(settings)
    _refuse_unmigrated(settings)
    app.work(settings)
    return 0


def bring_up(_given: argparse.Namespace) -> int:
    """Migrate the database."""
    settings = load()
    database = Database(settings)
    migrate.upgrade(database)
    database.close()
    print(f"The database {database.url.render_as_string()} has the tables of this version.")
    return 0


def measure(given: argparse.Namespace) -> int:
    """Measure, report, and say by the exit code whether every figure is within its budget."""
    return report.main(given.rest)


def doctor(_given: argparse.Namespace) -> int:
    """Check Python, settings, keys and database, and say what to do about what is wrong."""
    settings = load()
    print(f"Python {platform.python_version()} on {platform.system()}: good")
    settings.master_secret()
    print("master key: good")
    core = build(settings, clock=SystemClock(), ids=SystemIds())
    print(
        f"database {core.database.url.render_as_string()}: {'reachable' if _reaches(core.database) else 'empty'}"
    )
    core.database.close()
    print(f"address: {settings.address}")
    return 0


def _reaches(database: Database) -> bool:
    return not migrate.pending(database)


def _refuse_unmigrated(settings: Settings) -> None:
    database = Database(settings)
    try:
        migrate.refuse_pending(database)
    finally:
        database.close()
