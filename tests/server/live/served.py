"""The live path behind a real server in a thread, and screens that speak to it over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager, suppress
from typing import Any, NamedTuple

import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from server.desk.actors import Actor
from server.desk.core import Core
from server.live.path import LivePath
from server.live.wire import DirectProtocol
from server.store.tables.staff import SESSIONS, USERS
from tests.server.live.staffed import StaffedDesk

WAIT_S = 10.0


class Admitted(NamedTuple):
    """Who is signed in."""

    actor: Actor
    session_id: str


class Served:
    """A running server. `path` is its live path, to be looked at only."""

    def __init__(self, desk: StaffedDesk, *, direct: bool = True) -> None:
        self.desk = desk
        self.listening = _small(socket.socket())
        self.listening.bind(("127.0.0.1", 0))
        self.port = port = int(self.listening.getsockname()[1])
        self.open = ExitStack()
        self.origin = f"http://127.0.0.1:{port}"
        self.core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
        self.path = LivePath(self.core, authenticate=self._authenticate, origins=frozenset((self.origin,)))
        config = uvicorn.Config(
            self._app(),
            log_level="warning",
            ws=DirectProtocol if direct else "websockets-sansio",
            ws_per_message_deflate=False,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],), daemon=True)

    def screen(self, user_id: str, cursor: int = 0, watch: tuple[str, ...] = (), session: str = "") -> Wall:
        """Return a greeted screen of somebody."""
        wall = self.connected(f"{user_id}.{session or 'one'}")
        wall.seq = cursor
        wall.say(say="hello", cursor=cursor, watch=list(watch))
        return wall

    def reluctant(self, user_id: str) -> Wall:
        """Return a greeted screen that takes nothing from the line until it is asked to hear."""
        line = _small(socket.socket())
        line.connect(("127.0.0.1", self.port))
        wall = self._walled(
            connect(
                f"ws://127.0.0.1:{self.port}/socket",
                sock=line,
                origin=Origin(self.origin),
                additional_headers={"Cookie": f"who={user_id}.one"},
                compression=None,
                ping_interval=None,
                max_queue=1,
                max_size=None,
            )
        )
        wall.say(say="hello", cursor=0, watch=[])
        return wall

    def connected(self, cookie: str, origin: str | None = None) -> Wall:
        """Return a socket that has said nothing yet."""
        return self._walled(
            connect(
                f"ws://127.0.0.1:{self.port}/socket",
                origin=Origin(origin or self.origin),
                additional_headers={"Cookie": f"who={cookie}"},
                compression=None,
                ping_interval=None,
                max_queue=None,
                max_size=None,
            )
        )

    def widget(self, token: str, conversation_id: str, cursor: int = 0) -> Wall:
        """Return a greeted widget."""
        wall = self._walled(
            connect(
                f"ws://127.0.0.1:{self.port}/widget/socket",
                origin=Origin(self.origin),
                subprotocols=["switchboard.widget", token],  # type: ignore[list-item]
                compression=None,
                ping_interval=None,
                max_queue=None,
            )
        )
        wall.say(say="widget_hello", conversation_id=conversation_id, cursor=cursor)
        return wall

    def _walled(self, connecting: AbstractContextManager[ClientConnection]) -> Wall:
        return Wall(self.open.enter_context(connecting))

    def _authenticate(self, cookies: Mapping[str, str]) -> Admitted | None:
        user_id, _, name = cookies.get("who", "").partition(".")
        with self.desk.database.reading() as connection:
            found = connection.execute(
                sa.select(USERS.c.epoch).where(USERS.c.id == user_id, USERS.c.deactivated_at.is_(None))
            ).scalar()
            ended = connection.execute(sa.select(SESSIONS.c.ended_at).where(SESSIONS.c.id == name)).scalar()
        if found is None or ended is not None:
            return None
        return Admitted(Actor("user", user_id, found), name)

    def _app(self) -> Starlette:
        @asynccontextmanager
        async def lifespan(_app: Starlette) -> Any:
            await self.path.start()
            yield
            await self.path.stop()

        return Starlette(routes=[route for route, _ in self.path.doors()], lifespan=lifespan)


class Wall:
    """A screen's end of a socket: the frames it got, and the records it holds as `store.js` keeps them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self.seq = 0
        self.holes: list[tuple[int, int]] = []
        self.records: dict[tuple[str, str], dict[str, Any]] = {}
        self.away: dict[tuple[str, str], int] = {}

    def say(self, **words: Any) -> None:
        """Send a frame; a desk that has turned the screen away already says so in what is heard."""
        with suppress(ConnectionClosed):
            self.socket.send(json.dumps(words))

    def hear(self, timeout: float = WAIT_S) -> dict[str, Any]:
        """Return the next frame, taken in."""
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout))
        self.take(frame)
        return frame

    def until(self, frame_name: str, /, **fields: Any) -> dict[str, Any]:
        """Return the next frame of a kind with these fields; ten beats without it are too long."""
        beats = 0
        while beats < 10:
            frame = self.hear()
            beats += frame["frame"] == "beat"
            if frame["frame"] == frame_name and all(
                frame.get(name) == value for name, value in fields.items()
            ):
                return frame
        raise AssertionError(f"no {frame_name} {fields} came, but {self.frames[-20:]}")

    def settle(self, seq: int) -> None:
        """Listen until the desk says that nothing up to `seq` is missing."""
        while True:
            frame = self.hear()
            if frame["frame"] == "beat" and frame["head"] >= seq:
                return

    def ended(self) -> tuple[dict[str, Any] | None, int]:
        """Listen until the socket closes; return the good-bye and the code."""
        bye = None
        try:
            while True:
                frame = self.hear()
                bye = frame if frame["frame"] == "bye" else bye
        except ConnectionClosed as closed:
            return bye, closed.rcvd.code if closed.rcvd else 1006

    def take(self, frame: dict[str, Any]) -> None:
        """Change the records held as the frame says."""
        self.frames.append(frame)
        if frame["frame"] == "resync":
            self.records, self.away = {}, {}
            self.seq = frame["snapshot"]["seq"]
            self._put(frame["snapshot"]["records"])
        elif frame["frame"] == "change" and frame["seq"] > self.seq:
            if frame["prev"] > self.seq:
                self.holes.append((self.seq, frame["prev"]))
            self.seq = frame["seq"]
            self._put(frame["records"])

    def kinds(self) -> list[str]:
        """Return the kinds of events told so far."""
        return [frame["kind"] for frame in self.frames if frame["frame"] == "change"]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return the records held of a type, by id."""
        return {name: record for (of, name), record in self.records.items() if of == kind}

    def close(self) -> None:
        """End the socket."""
        self.socket.close()

    def _put(self, records: list[dict[str, Any]]) -> None:
        for record in records:
            key = (record.get("of", record["type"]), record["id"])
            held = self.records.get(key)
            if (held and held["version"] > record["version"]) or self.away.get(key, -1) > record["version"]:
                continue
            if record["type"] == "gone":
                self.records.pop(key, None)
                self.away[key] = record["version"]
            else:
                self.records[key] = record
                self.away.pop(key, None)


@contextmanager
def serving(desk: StaffedDesk, *, direct: bool = True) -> Iterator[Served]:
    """Serve a desk until the end of the block."""
    served = Served(desk, direct=direct)
    desk.executor.start()
    served.thread.start()
    try:
        _wait_until_up(served)
        yield served
    finally:
        served.open.close()
        served.server.should_exit = True
        served.thread.join(20)
        desk.executor.stop()


def _small(line: socket.socket) -> socket.socket:
    """Give a socket little room, so that a screen that does not listen is noticed after kilobytes instead of megabytes."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    return line


def _wait_until_up(served: Served) -> None:
    pause = threading.Event()
    for _ in range(400):
        if served.server.started:
            return
        pause.wait(0.025)
    raise AssertionError("the server did not start within 10 seconds")


def run_on(served: Served, work: Any) -> Any:
    """Return what a function returns when called on the server's event loop."""

    async def called() -> Any:
        return work()

    loop = served.path._loop
    assert loop is not None
    return asyncio.run_coroutine_threadsafe(called(), loop).result(WAIT_S)
