"""Where a telephone provider reports: signed, idempotent by event id, in any order. What it means is decided in `desk/calls_report.py`."""

from __future__ import annotations

import re

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.base import strict_json
from server.base.errors import Unknown
from server.channels import edge
from server.channels.edge import Limits
from server.channels.voice import shapes, signature
from server.desk import calls_report
from server.desk.access import PROVIDER
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.readings.places import place_of_call

PROVIDER_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
REPORTS_PER_MINUTE = 6_000
MINUTE_S = 60


class Voice:
    """The telephony webhook of one desk."""

    def __init__(self, core: Core, limits: Limits) -> None:
        self.core = core
        self.limits = limits

    def doors(self) -> edge.Doors:
        """Return the webhook with its policy."""
        return [edge.door("/api/voice/{provider}/events", self.events, PROVIDER, "POST")]

    async def events(self, request: Request) -> Response:
        """Take one report; the answer means that it is kept. `action: reject` asks the provider to refuse the caller.

        To `ringing` it also says where the caller stands in the queue, to be announced; asked again, as it is then.
        """
        core, settings = self.core, self.core.settings
        provider = request.path_params["provider"]
        if not PROVIDER_NAME.fullmatch(provider):
            raise Unknown("http.not_found")
        body = await edge.raw_body(request, settings.body_limit_bytes)
        key = signature.secret(settings, core.master)
        event_id = signature.verify(request.headers, key, core.clock.now(), body, settings.voice_tolerance_s)
        await edge.limited(self.limits, "voice reports", provider, REPORTS_PER_MINUTE, MINUTE_S)
        said = strict_json.decode(body, shapes.Report, settings.body_limit_bytes, settings.body_depth_limit)
        report = strict_json.shaped(msgspec.to_builtins(said), calls_report.Report)
        verb = "call.rang" if said.type == "ringing" else "call.reported"
        kept = await edge.do(core, verb, Actor("provider", provider), report, event_id)
        if said.type != "ringing" or said.direction != "in":
            return edge.answer(kept)
        place = await edge.look(core, SYSTEM, lambda look: place_of_call(look, kept["call_id"]))
        return edge.answer({**kept, "queue": place._asdict() if place is not None else None})
