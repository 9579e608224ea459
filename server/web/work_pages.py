"""The console, the board and the directory, each drawn with the state it begins from."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import BoardPage, ConsolePage, Page
from server.desk.access import DESK_ROLES, FLOOR_ROLES, Policy
from server.web.doors import OPEN, Door, door
from server.web.pages import asked, page
from server.web.senders import SignedIn, member, person

CONSOLE = Policy("console", DESK_ROLES)
BOARD = Policy("board", FLOOR_ROLES)
HOME = {"agent": "/console", "supervisor": "/board", "administrator": "/console", "editor": "/account"}


def doors() -> list[Door]:
    """Return the doors of the pages where work is done."""
    return [
        door("/", home, OPEN),
        door("/console", console, CONSOLE),
        door("/board", board, BOARD),
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


async def _with_snapshot(request: Request, found: SignedIn, kind: type[ConsolePage | BoardPage]) -> Response:
    snapshot = await asked(request, found.actor, "snapshot")
    drawn: Page = kind(msgspec.json.encode(snapshot).decode())
    return page(request, found, drawn)
