"""The two doors of the live path: `/socket` for staff, `/widget/socket` for visitors. Origin, sign-in, frames in; no more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from console.protocol import AnySaid, AnyWidgetSaid, Bye, Refused, WidgetHello, WidgetKeys
from console.session import Action, Ended, Greeted, Looker, Renewed, Session, Typed, Watched
from server.base import strict_json
from server.base.errors import DeskError
from server.desk.actors import Actor
from server.live.frames import framed
from server.live.hub import Hub
from server.live.rooms import Rooms
from server.live.screens import Screen
from server.live.visitors import GONE, Visitor, Visitors
from server.live.wire import Wire, wire_of

DEPTH = 5
HELLO_S = 10.0
FOREIGN, NOT_SIGNED_IN, RULES = 4403, 4401, 4400
WIDGET_PROTOCOL = "switchboard.widget"


class Admitted(Protocol):
    """Somebody who is signed in."""

    @property
    def actor(self) -> Actor:
        """The person, as a sender of commands."""
        ...

    @property
    def session_id(self) -> str:
        """The sign-in, as the log names it when it ends."""
        ...


Authenticate = Callable[[Mapping[str, str]], Admitted | None]


class Endpoint:
    """Brings sockets in. `authenticate` (blocking) says who the cookies sign in; `origins` are those of our own pages."""

    def __init__(
        self,
        hub: Hub,
        rooms: Rooms,
        visitors: Visitors,
        *,
        authenticate: Authenticate,
        origins: frozenset[str],
    ) -> None:
        self.alive: set[str] = set()
        self._hub = hub
        self._rooms = rooms
        self._visitors = visitors
        self._authenticate = authenticate
        self._origins = origins
        self._limit = hub.settings.frame_limit_bytes

    async def staff(self, socket: WebSocket) -> None:
        """Serve one screen until its socket ends."""
        if socket.headers.get("origin", "").lower() not in self._origins:
            await socket.close(FOREIGN)
            return
        cookies = dict(socket.cookies)
        admitted = await self._hub.ask(lambda: self._authenticate(cookies))
        await socket.accept()
        wire = wire_of(socket.scope, socket.send)
        if admitted is None:
            _turn_away(wire, "access.session_void", NOT_SIGNED_IN)
            await _ended(socket)
            return
        await self._serve(socket, self._screen(wire, admitted, cookies))

    async def visitor(self, socket: WebSocket) -> None:
        """Serve one widget until its socket ends. The browser's secret comes as the second subprotocol."""
        named = socket.scope["subprotocols"]
        if socket.headers.get("origin", "").lower() not in self._origins or len(named) != 2:
            await socket.close(FOREIGN)
            return
        visitor_id = await self._hub.ask(lambda: self._hub.source.visitor(named[1]))
        await socket.accept(WIDGET_PROTOCOL)
        wire = wire_of(socket.scope, socket.send)
        if visitor_id is None or named[0] != WIDGET_PROTOCOL:
            _turn_away(wire, "access.session_void", NOT_SIGNED_IN)
            await _ended(socket)
            return
        await self._serve_visitor(socket, wire, visitor_id)

    def _screen(self, wire: Wire, admitted: Admitted, cookies: Mapping[str, str]) -> Screen:
        actor = admitted.actor
        session = Session(Looker(actor.id, False, frozenset()), self._read_staff)
        return Screen(
            actor, admitted.session_id, session, wire, lambda: self._authenticate(cookies) is not None
        )

    async def _serve(self, socket: WebSocket, screen: Screen) -> None:
        self._hub.join(screen)
        try:
            data = await asyncio.wait_for(_frame(socket), HELLO_S)
            while data is not None and screen.state != "closed":
                for action in screen.session.hear(data, self._hub.clock.now()):
                    self._follow(screen, action)
                data = await _frame(socket)
        except TimeoutError:
            self._hub.dismiss(screen, "socket.hello_first", RULES, 1_000)
        finally:
            self._hub.leave(screen)
            self._rooms.closed(screen.session.watch)

    def _follow(self, screen: Screen, action: Action) -> None:
        match action:
            case Greeted():
                self.alive.add(screen.user_id)
                self._hub.greet(screen, action)
                self._hub.spawn(screen, self._opened(screen, action.watch))
            case Watched():
                self._hub.rewatch(screen, action.before)
                self._rooms.closed(action.before - action.watch)
                self._hub.spawn(screen, self._opened(screen, action.watch))
            case Typed():
                self._rooms.typed(screen, action.ticket_id, action.on)
            case Renewed():
                self.alive.add(screen.user_id)
            case Refused():
                screen.wire.put(framed(action))
            case Ended():
                self._hub.dismiss(screen, action.code, RULES, 5_000)

    async def _opened(self, screen: Screen, ticket_ids: frozenset[str]) -> None:
        """Note where the opened tickets are, as far as the person may see them."""
        if ticket_ids:
            as_of = self._hub.position
            scopes = await self._hub.ask(lambda: self._hub.source.scopes(screen.actor, ticket_ids))
            self._rooms.opened(screen, scopes, as_of)

    async def _serve_visitor(self, socket: WebSocket, wire: Wire, visitor_id: str) -> None:
        visitor: Visitor | None = None
        try:
            while (data := await asyncio.wait_for(_frame(socket), None if visitor else HELLO_S)) is not None:
                said = self._read_visitor(data)
                if isinstance(said, WidgetHello) and visitor is None:
                    visitor = Visitor(visitor_id, said.conversation_id, said.cursor, wire)
                    await self._visitors.join(visitor)
                elif isinstance(said, WidgetKeys) and visitor is not None:
                    self._rooms.customer_typed(visitor.ticket_id, said.on)
                else:
                    wire.put(framed(said if isinstance(said, Refused) else _out_of_turn(visitor)))
        except DeskError as refusal:
            _turn_away(wire, refusal.code, GONE)
            await _ended(socket)
        except TimeoutError:
            _turn_away(wire, "socket.hello_first", RULES)
            await _ended(socket)
        finally:
            if visitor is not None:
                self._visitors.leave(visitor)

    def _read_staff(self, data: bytes) -> AnySaid | Refused:
        said: AnySaid | Refused = self._read(data, AnySaid)
        return said

    def _read_visitor(self, data: bytes) -> AnyWidgetSaid | Refused:
        said: AnyWidgetSaid | Refused = self._read(data, AnyWidgetSaid)
        return said

    def _read(self, data: bytes, shape: Any) -> Any:
        try:
            return strict_json.decode(data, shape, self._limit, DEPTH)
        except DeskError as refusal:
            return Refused(code=refusal.code, detail=refusal.detail)


async def _frame(socket: WebSocket) -> bytes | None:
    """Return the next frame's bytes, or None when the socket has ended."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    found: bytes = message.get("bytes") or b"" if text is None else text.encode("utf-8", "surrogatepass")
    return found


async def _ended(socket: WebSocket) -> None:
    """Wait until the other end is gone, so that it reads our last word."""
    try:
        async with asyncio.timeout(HELLO_S):
            while await _frame(socket) is not None:
                pass
    except (TimeoutError, WebSocketDisconnect):
        return


def _turn_away(wire: Wire, code: str, close: int) -> None:
    wire.put(framed(Bye(code=code, retry_after_ms=None)))
    wire.close(close)


def _out_of_turn(visitor: Visitor | None) -> Refused:
    return Refused(code="socket.hello_once" if visitor else "socket.hello_first", detail={})
