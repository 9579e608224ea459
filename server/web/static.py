"""Static files under addresses that name their content, kept by browsers for ever. An address of another build is not found."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from console.assets import CACHE_CONTROL, assets
from server.base.errors import Unknown
from server.web.doors import OPEN, Door, door


def doors() -> list[Door]:
    """Return the door of all static files."""
    return [door("/static/{digest}/{name:path}", static, OPEN)]


async def static(request: Request) -> Response:
    """Answer with a file of this build."""
    found = assets().find(request.path_params["digest"], request.path_params["name"])
    if found is None:
        raise Unknown("http.not_found")
    headers = {"Cache-Control": CACHE_CONTROL, "ETag": found.etag}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type=found.media_type)
