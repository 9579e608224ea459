"""The console, the board and the directory, each drawn with the state it begins from."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import BoardPage, ConsolePage, CustomerRow, DirectoryPage, Page, WallPage
from server.base.i18n import translate
from server.desk.access import DESK_ROLES, FLOOR_ROLES, Policy
from server.desk.readings.activity import Activity, activity
from server.desk.readings.search import Directory, Person
from server.web.context import context_of
from server.web.doors import OPEN, Door, door
from server.web.pages import asked, page
from server.web.problems import language_of
from server.web.senders import SignedIn, member, person

CONSOLE = Policy("console", DESK_ROLES)
BOARD = Policy("board", FLOOR_ROLES)
QUERY_CHARS = 200
HOME = {"agent": "/console", "supervisor": "/board", "administrator": "/console", "editor": "/knowledge"}


def doors() -> list[Door]:
    """Return the doors of the pages where work is done."""
    return [
        door("/", home, OPEN),
        door("/console", console, CONSOLE),
        door("/board", board, BOARD),
        door("/board/wall", wall, BOARD),
        door("/customers", directory, CONSOLE),
        door("/people", to_directory, CONSOLE),
    ]


async def home(request: Request) -> Response:
    """Lead everybody to where their role works."""
    found = await person(request)
    return RedirectResponse(HOME[found.user.role] if found else "/login", 303)


async def console(request: Request) -> Response:
    """The agent console."""
    found = await member(request, CONSOLE)
    return await _with_snapshot(request, found, ConsolePage)


async def board(request: Request) -> Response:
    """The supervisor's live board."""
    found = await member(request, BOARD)
    return await _with_snapshot(request, found, BoardPage)


async def wall(request: Request) -> Response:
    """The board for a screen on the wall; `team`, `view` and `rotate` of the address are read by its script."""
    found = await member(request, BOARD)
    return await _with_snapshot(request, found, WallPage)


async def directory(request: Request) -> Response:
    """The customers, browsed or searched."""
    found = await member(request, CONSOLE)
    query = request.query_params.get("q", "").strip()[:QUERY_CHARS]
    fields = {"q": query, "cursor": request.query_params.get("after", "")[:QUERY_CHARS] or None}
    known = await asked(request, found.actor, "customers.directory", **fields)
    assert isinstance(known, Directory)
    ids = [person.customer.id for person in known.people]
    context = context_of(request)
    busy = await context.read(lambda connection: activity(context.looking(connection, found.actor), ids))
    nameless = translate(language_of(request), "customer.unknown")
    rows = tuple(_row(person, nameless, busy.get(person.customer.id, Activity())) for person in known.people)
    return page(request, found, DirectoryPage(query, rows, known.cursor or ""))


async def to_directory(request: Request) -> Response:
    """Another name of the directory."""
    await member(request, CONSOLE)
    return RedirectResponse("/customers", 303)


def _row(person: Person, nameless: str, busy: Activity) -> CustomerRow:
    customer = person.customer
    identities = tuple((one.kind, one.shown, one.verified) for one in person.identities)
    name, language = customer.name or nameless, customer.language or ""
    return CustomerRow(customer.id, name, "", language, identities, busy.open_tickets, busy.last_at)


async def _with_snapshot(
    request: Request, found: SignedIn, kind: type[ConsolePage | BoardPage | WallPage]
) -> Response:
    snapshot = await asked(request, found.actor, "snapshot")
    drawn: Page = kind(msgspec.json.encode(snapshot).decode())
    return page(request, found, drawn)
