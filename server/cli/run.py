"""`serve`, `work`, `migrate`, `doctor`: the processes of a desk and what they need."""

from __future__ import annotations

import argparse
import platform

from server import app
from server.base import i18n, log
from server.base.crypto import Master
from server.base.errors import DeskError
from server.base.ids import SystemIds
from server.base.settings import Settings, load
from server.bench import report
from server.models import prepare
from server.models.encoder import WORDS
from server.models.models import BOX
from server.models.sums import whole
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
    """Check Python, settings, keys and database; say what is good and what is still to do before `serve`."""
    settings = load()
    print(f"good   Python {platform.python_version()} on {platform.system()}")
    to_do = 0
    for what, examine in (("master key", _key), ("database", _tables)):
        try:
            print(f"good   {what}: {examine(settings)}")
        except DeskError as refusal:
            to_do += 1
            print(f"to do  {what}: {i18n.error_text(settings.language, refusal.code, refusal.detail)}")
    there, told = _model(settings)
    print(f"{'good' if there else 'note'}   model: {told}")
    print(f"The desk will be at {settings.address}." if not to_do else f"{to_do} to do before `desk serve`.")
    return 0


def _key(settings: Settings) -> str:
    Master(settings.master_secret(), SystemIds())
    return "32 bytes"


def _tables(settings: Settings) -> str:
    database = Database(settings)
    try:
        migrate.refuse_pending(database)
        return str(database.url.render_as_string())
    finally:
        database.close()


def _model(settings: Settings) -> tuple[bool, str]:
    """Whether the language model is on this machine, and what the next start will do about it. Without it words alone are at work."""
    if settings.model == WORDS:
        return True, "off by DESK_MODEL, words alone are at work"
    if settings.model != BOX:
        return True, f"{settings.model}, by DESK_MODEL"
    if lacking := prepare.missing():
        there = prepare.can_install()
        what = "installed at the next start" if there else 'install the extra "model"'
        return False, f"words alone until {', '.join(lacking)} is there; {what}"
    if not whole(prepare.folder_of(settings.home_path), prepare.DATA_SUM):
        return False, "words alone until it is converted at the next start, a few seconds"
    return True, f"e5 in {prepare.folder_of(settings.home_path)}, checksums right"


def _refuse_unmigrated(settings: Settings) -> None:
    database = Database(settings)
    try:
        migrate.refuse_pending(database)
    finally:
        database.close()
