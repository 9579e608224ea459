"""The demo telephone: a page on which a person is anybody who calls, over the invented network of `exchange.py`. Demo desks only."""

from __future__ import annotations

import asyncio
import contextlib
import io
import math
import wave
from array import array
from typing import Annotated, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from console.pages import Frame, render
from console.widget_pages import Caller, PhonePage, texts_below
from server.base import i18n, strict_json
from server.channels import edge
from server.channels.bell import Bell
from server.channels.voice import signature
from server.channels.voice.exchange import RECORDINGS, Exchange, Phone
from server.channels.voice.port import DEMO_PATH
from server.channels.voice.shapes import Order
from server.desk.access import PROVIDER
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.readings import calls as reading

POLL_S = 20.0


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call to be placed from `number`, "" when it is withheld."""

    number: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Mode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How badly reports travel: each delivered twice, or out of order."""

    twice: bool
    shuffled: bool


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the person at the telephone does in a call."""

    act: Literal["hangup", "answer", "busy", "again", "leg_answer", "leg_hangup", "keys"]
    keys: Annotated[str, msgspec.Meta(max_length=4, pattern="^[0-9*#]*$")] = ""
    leg: Annotated[str, msgspec.Meta(max_length=64)] = ""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Every call of the network; `version` grows with each change."""

    version: int
    twice: bool
    shuffled: bool
    calls: list[Phone]


class FakePhone:
    """The page and its provider in one process. `start` and `stop` go with the application."""

    def __init__(self, core: Core) -> None:
        settings = core.settings
        self.core = core
        self.bell = Bell()
        self.version = 1
        key = signature.secret(settings, core.master)
        here = f"http://127.0.0.1:{settings.port}"
        self.exchange = Exchange(here, key, clock=core.clock, ids=core.ids, public=settings.address)
        self.exchange.changed = self._changed

    def doors(self) -> edge.Doors:
        """Return the page, its requests, and where the desk's orders arrive."""
        return [
            edge.door("/phone", self.page, edge.ANYBODY),
            edge.door("/phone/state", self.state, edge.ANYBODY),
            edge.door("/phone/calls", self.place, edge.ANYBODY, "POST"),
            edge.door("/phone/calls/{call_id}", self.turn, edge.ANYBODY, "POST"),
            edge.door("/phone/mode", self.mode, edge.ANYBODY, "POST"),
            edge.door(DEMO_PATH, self.commands, PROVIDER, "POST"),
            edge.door(f"{RECORDINGS}/{{name}}", self.recording, edge.ANYBODY),
        ]

    async def page(self, request: Request) -> Response:
        """Answer the page, with the numbers of some customers to call as."""
        asked = request.query_params.get("lang", "")
        lang = asked if asked in i18n.LANGUAGES else i18n.negotiate(request.headers.get("accept-language"))
        known = await edge.look(self.core, SYSTEM, reading.numbers)
        callers = tuple(Caller(label=one.names, number=one.number, kind=one.kind) for one in known)
        page = PhonePage(texts=texts_below(lang, "phone.", "time."), callers=callers)
        frame = Frame(lang=lang, theme="auto", desk=self.core.settings.desk_name, zone="UTC", path="/phone")
        return HTMLResponse(render(frame, page), headers=edge.NO_STORE)

    async def state(self, request: Request) -> Response:
        """Answer every call; with `seen`, wait up to 20 s until something has changed since."""
        seen = request.query_params.get("seen", "")
        heard = self.bell.listen()
        try:
            if seen == str(self.version):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), POLL_S)
        finally:
            self.bell.leave(heard)
        return edge.answer(self._state())

    async def place(self, request: Request) -> Response:
        """Place a call."""
        edge.own_origin(request, self.core.settings)
        said = await edge.body(request, Place, self.core.settings)
        self.exchange.place(said.number.strip())
        return edge.answer(self._state(), 201)

    async def turn(self, request: Request) -> Response:
        """Hang up, answer, be busy, or have the network repeat itself."""
        edge.own_origin(request, self.core.settings)
        said = await edge.body(request, Turn, self.core.settings)
        exchange, call_id = self.exchange, request.path_params["call_id"]
        acts = {
            "hangup": exchange.hang_up,
            "answer": exchange.answer,
            "busy": exchange.busy,
            "again": exchange.send_again,
        }
        legs = {"leg_answer": exchange.leg_answers, "leg_hangup": exchange.leg_hangs_up}
        if said.act == "keys":
            exchange.press(call_id, said.keys)
        elif said.act in legs:
            legs[said.act](call_id, said.leg)
        else:
            acts[said.act](call_id)
        return edge.answer(self._state())

    async def mode(self, request: Request) -> Response:
        """Choose how badly reports travel from now on."""
        edge.own_origin(request, self.core.settings)
        said = await edge.body(request, Mode, self.core.settings)
        self.exchange.twice, self.exchange.shuffled = said.twice, said.shuffled
        self._changed()
        return edge.answer(self._state())

    async def commands(self, request: Request) -> Response:
        """Take an order of the desk, as any provider would: the signature first."""
        settings = self.core.settings
        body = await edge.raw_body(request, settings.body_limit_bytes)
        signature.verify(
            request.headers, self.exchange.key, self.core.clock.now(), body, settings.voice_tolerance_s
        )
        order = strict_json.decode(body, Order, settings.body_limit_bytes, settings.body_depth_limit)
        self.exchange.take(order)
        return edge.answer({"taken": True})

    async def recording(self, _request: Request) -> Response:
        """Answer an invented recording: two rings of a telephone, the same for every call."""
        return Response(tone(), headers=edge.NO_STORE, media_type="audio/wav")

    def _state(self) -> State:
        exchange = self.exchange
        return State(
            version=self.version,
            twice=exchange.twice,
            shuffled=exchange.shuffled,
            calls=exchange.snapshot(),
        )

    def _changed(self) -> None:
        self.version += 1
        self.bell.ring()


def tone() -> bytes:
    """Return two seconds of a ringing tone (400 and 450 Hz, as in the United Kingdom) as a WAV file of 8,000 samples a second."""
    rate = 8_000
    samples = array("h")
    for n in range(2 * rate):
        at = n / rate
        on = at % 1.0 < 0.4 or at % 1.0 >= 0.6
        sound = math.sin(800 * math.pi * at) + math.sin(900 * math.pi * at)
        samples.append(round(6_000 * sound) if on else 0)
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return kept.getvalue()
