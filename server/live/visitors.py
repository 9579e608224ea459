"""The widgets connected to this process: each is told of its own chat only, as its customer may see it. Runs on the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from console.protocol import Beat, Bye, Frame, Typing, WidgetChange, WidgetChat
from server.base.clock import Clock
from server.base.errors import DeskError
from server.live.frames import framed
from server.live.source import Batch, Source
from server.live.touches import WAITING_CHANGES
from server.live.wire import Wire

log = logging.getLogger(__name__)
GONE, RESTARTING = 4404, 1012
COMING_BACK_MS = 3_000
HIGH_BYTES = 131_072
Ask = Callable[[Callable[[], Any]], Awaitable[Any]]


class Visitor:
    """One widget. `newest` is the seq of the newest message it has; `chat` what it was told last."""

    __slots__ = (
        "chat",
        "conversation_id",
        "current",
        "newest",
        "ticket_id",
        "typing_told",
        "visitor_id",
        "wire",
    )

    def __init__(self, visitor_id: str, conversation_id: str, newest: int, wire: Wire) -> None:
        self.visitor_id = visitor_id
        self.conversation_id = conversation_id
        self.newest = newest
        self.wire = wire
        self.ticket_id = ""
        self.chat: WidgetChat | None = None
        self.current = False
        self.typing_told = False


class Visitors:
    """Every widget, by ticket. `changed` is called when the tickets that matter here have changed."""

    def __init__(self, source: Source, ask: Ask, clock: Clock) -> None:
        self.changed: Callable[[], None] | None = None
        self.all: set[Visitor] = set()
        self._source = source
        self._ask = ask
        self._clock = clock
        self._by_ticket: dict[str, set[Visitor]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._queues_moved = False

    async def join(self, visitor: Visitor) -> None:
        """Take a widget in and tell it its chat. Raises Unknown for another's chat."""
        visitor.ticket_id, _ = await self._ask(lambda: self._read(visitor))
        self.all.add(visitor)
        visitor.wire.limit(HIGH_BYTES)
        visitor.wire.last_word = framed(Bye(code="socket.restarting", retry_after_ms=COMING_BACK_MS))
        self._by_ticket.setdefault(visitor.ticket_id, set()).add(visitor)
        if self.changed is not None:
            self.changed()
        await self._refresh(visitor)

    def leave(self, visitor: Visitor) -> None:
        """Forget a widget whose socket has ended."""
        self.all.discard(visitor)
        here = self._by_ticket.get(visitor.ticket_id, set())
        here.discard(visitor)
        if not here:
            self._by_ticket.pop(visitor.ticket_id, None)
        if self.changed is not None:
            self.changed()

    def chats(self) -> dict[str, frozenset[str]]:
        """Return ticket -> its conversations that are open in a widget here."""
        return {
            ticket_id: frozenset(visitor.conversation_id for visitor in visitors)
            for ticket_id, visitors in self._by_ticket.items()
        }

    def told(self, batch: Batch) -> None:
        """Tell the widgets whose tickets an event concerns; one that came in between reads its chat for itself."""
        self._queues_moved |= any(one.kind in WAITING_CHANGES for one in batch.happenings)
        for one in batch.happenings:
            if one.row.kind == "ticket.merged":
                self._follow(one.row.body["source_id"], one.row.ticket_id or "")
        tickets = {concern.scope.ticket_id for one in batch.happenings for concern in one.concerns}
        for ticket_id in tickets & self._by_ticket.keys():
            for visitor in list(self._by_ticket[ticket_id]):
                chat = batch.chats.get(visitor.conversation_id)
                if chat is not None and visitor.current:
                    self._tell(visitor, chat)
                else:
                    self._spawn(visitor)

    def _follow(self, source_id: str, target_id: str) -> None:
        """The chats of a ticket go on in the one it was merged into."""
        for visitor in self._by_ticket.pop(source_id, ()):
            visitor.ticket_id = target_id
            self._by_ticket.setdefault(target_id, set()).add(visitor)
        if self.changed is not None:
            self.changed()

    def staff_typed(self, ticket_id: str, on: bool) -> None:
        """Somebody of the desk writes to this customer, or stopped."""
        for visitor in self._by_ticket.get(ticket_id, ()):
            if visitor.typing_told != on:
                visitor.typing_told = on
                self._say(visitor, Typing(ticket_id="", who="user", user_id=None, on=on))

    def beat(self, head: int) -> None:
        """Tell every widget that the line lives."""
        for visitor in self.all:
            last = visitor.chat.seq if visitor.chat else 0
            self._say(visitor, Beat(head=head, last=last, at=self._clock.now()))

    def tick(self) -> None:
        """Tell those who wait when others before them have gone."""
        if self._queues_moved:
            self._queues_moved = False
            for visitor in self.all:
                if visitor.chat is not None and visitor.chat.state == "waiting":
                    self._spawn(visitor)

    async def stop(self) -> None:
        """Close every widget's socket; they come back by themselves."""
        for visitor in list(self.all):
            self._say(visitor, Bye(code="socket.restarting", retry_after_ms=COMING_BACK_MS))
            visitor.wire.close(RESTARTING)
            self.leave(visitor)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _read(self, visitor: Visitor) -> tuple[str, WidgetChat]:
        return self._source.chat(visitor.visitor_id, visitor.conversation_id, visitor.newest)

    async def _refresh(self, visitor: Visitor) -> None:
        _, chat = await self._ask(lambda: self._read(visitor))
        if visitor in self.all:
            visitor.current = True
            self._tell(visitor, chat)

    def _tell(self, visitor: Visitor, chat: WidgetChat) -> None:
        """Tell what is new; a widget that does not take it reads its chat again when it has drained."""
        before = visitor.chat
        messages = [message for message in chat.messages if message.seq > visitor.newest]
        if before is not None and not messages and replace(chat, messages=[]) == before:
            return
        if before is not None and chat.seq < before.seq:
            return
        visitor.newest = max([visitor.newest, *(message.seq for message in messages)])
        visitor.chat = replace(chat, messages=[])
        self._say(
            visitor, WidgetChange(prev=before.seq if before else 0, chat=replace(chat, messages=messages))
        )

    def _say(self, visitor: Visitor, frame: Frame) -> None:
        if visitor.wire.full:
            visitor.wire.abort()
            self.leave(visitor)
        else:
            visitor.wire.put(framed(frame))

    def _spawn(self, visitor: Visitor) -> None:
        task = asyncio.ensure_future(self._guarded(visitor))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, visitor: Visitor) -> None:
        try:
            await self._refresh(visitor)
        except DeskError as refusal:
            self._say(visitor, Bye(code=refusal.code, retry_after_ms=COMING_BACK_MS))
            visitor.wire.close(GONE)
            self.leave(visitor)
