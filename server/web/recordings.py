"""Leads from a call to where its recording can be heard. Each time somebody goes there it is noted in the audit trail."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.base.errors import Unknown
from server.desk.access import DESK_READ
from server.desk.readings.calls import Recording
from server.web.doors import Door, door
from server.web.pages import asked
from server.web.senders import member


def doors() -> list[Door]:
    """Return the door of recordings."""
    return [door("/recordings/{call_id}", recording, DESK_READ)]


async def recording(request: Request) -> Response:
    """Send the browser to the provider's recording; to nothing but a web address."""
    found = await member(request, DESK_READ)
    known = await asked(request, found.actor, "calls.recording", call_id=request.path_params["call_id"])
    assert isinstance(known, Recording)
    if urlsplit(known.url).scheme not in ("http", "https"):
        raise Unknown("call.unknown", id=request.path_params["call_id"])
    return RedirectResponse(known.url, 303, {"Cache-Control": "no-store"})
