"""The widget's interface below /api/widget: who a browser is, its chat, its messages, and a long poll where sockets are cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from server.base.crypto import fingerprint
from server.base.errors import Malformed, Unidentified
from server.channels import edge
from server.channels.bell import Bell
from server.channels.chat import shapes, signature
from server.channels.edge import Limits
from server.desk import callbacks, chats
from server.desk.access import VISITOR, VISITOR_CHAT
from server.desk.actors import SYSTEM, Actor
from server.desk.attachments import file_name, store_attachment
from server.desk.chats_who import Signed
from server.desk.core import Core
from server.desk.readings import widget as reading
from server.desk.readings.files import Opened
from server.desk.surveys import answering
from server.desk.verbs import Body
from server.desk.widget import identity_secret

PAGE_CHARS = 500
POLL_S = 20.0
POLL_REST_S = 0.3
CALL_BACKS_PER_HOUR = 6
MINUTE_S, HOUR_S = 60, 3_600
ADDRESS_SHARE = 5
"""How many visitors' worth of messages one address may send: a household or an office behind one address."""

ToVisitor = Callable[[Request, Actor], Awaitable[Response]]


class Widget:
    """The widget's side of the desk in one process."""

    def __init__(self, core: Core, bell: Bell, limits: Limits) -> None:
        self.core = core
        self.bell = bell
        self.limits = limits

    def doors(self) -> edge.Doors:
        """Return every route of the interface with its policy."""
        chat, own = "/api/widget/chats/{conversation_id}", self._for_visitor
        return [
            edge.door("/api/widget/desk", self.desk, edge.ANYBODY),
            edge.door("/api/widget/visitor", self.arrive, edge.ANYBODY, "POST"),
            edge.door("/api/widget/chats", own(self.start), VISITOR, "POST"),
            edge.door("/api/widget/chat", own(self.current), VISITOR),
            edge.door(chat, own(self.chat), VISITOR_CHAT),
            edge.door(f"{chat}/messages", own(self.write), VISITOR_CHAT, "POST"),
            edge.door("/api/widget/callbacks", own(self.call_back), VISITOR, "POST"),
            edge.door(f"{chat}/delivered", own(self.delivered), VISITOR_CHAT, "POST"),
            edge.door(f"{chat}/read", own(self.read), VISITOR_CHAT, "POST"),
            edge.door(f"{chat}/end", own(self.end), VISITOR_CHAT, "POST"),
            edge.door(f"{chat}/survey", own(self.rate), VISITOR_CHAT, "POST"),
            edge.door(f"{chat}/attachments", own(self.upload), VISITOR_CHAT, "POST"),
            edge.door("/api/widget/attachments/{attachment_id}", own(self.file), VISITOR),
        ]

    async def desk(self, _request: Request) -> Response:
        """Answer what the widget says before a chat."""
        return edge.answer(await edge.look(self.core, SYSTEM, reading.desk_front))

    async def arrive(self, request: Request) -> Response:
        """Give a browser a secret of 256 random bits; only its fingerprint is kept."""
        edge.own_origin(request, self.core.settings)
        most = self.core.settings.widget_chats_per_hour * ADDRESS_SHARE
        await self._limit_address(request, "arrive", most, HOUR_S)
        await edge.body(request, shapes.Hello, self.core.settings)
        secret = self.core.ids.token()
        await edge.do(self.core, "visitor.arrive", SYSTEM, chats.Arrive(fingerprint=fingerprint(secret)))
        return edge.answer(shapes.Here(token=secret), 201)

    async def start(self, request: Request, visitor: Actor) -> Response:
        """Start a chat, or leave a message when nobody is there."""
        settings = self.core.settings
        said = await edge.body(request, shapes.Start, settings)
        key = edge.key_of(request)
        await self._limit_address(request, "start", settings.widget_chats_per_hour, HOUR_S)
        start = chats.Start(
            message=said.message,
            client_id=said.client_id,
            language=said.language,
            name=said.name,
            address=said.address,
            queue_id=said.queue_id,
            page=said.page[:PAGE_CHARS],
            time_zone=said.time_zone if said.time_zone in available_timezones() else None,
            attachment_ids=said.attachment_ids,
            left=said.left,
            signed=self._signed(said.identity),
        )
        return edge.answer(await edge.do(self.core, "chat.start", visitor, start, key), 201)

    async def call_back(self, request: Request, visitor: Actor) -> Response:
        """Promise the visitor a call. They are few for each address: somebody's telephone rings."""
        said = await edge.body(request, shapes.CallBack, self.core.settings)
        key = edge.key_of(request)
        await self._limit_address(request, "call back", CALL_BACKS_PER_HOUR, HOUR_S)
        fields = {name: getattr(said, name) for name in said.__struct_fields__ if name != "identity"}
        fields["page"] = said.page[:PAGE_CHARS]
        fields["time_zone"] = said.time_zone if said.time_zone in available_timezones() else None
        asked = callbacks.Ask(**fields, signed=self._signed(said.identity))
        return edge.answer(await edge.do(self.core, "call_back.ask", visitor, asked, key), 201)

    def _signed(self, identity: str) -> Signed | None:
        """Return whom the host page's token speaks of, if there is one. Raises Forbidden for a bad one."""
        if not identity:
            return None
        return signature.read(identity, identity_secret(self.core.master), self.core.clock.now())

    async def current(self, _request: Request, visitor: Actor) -> Response:
        """Answer the visitor's running chat, or null: a page that was closed finds its place again."""
        conversation_id = await edge.look(self.core, visitor, reading.current_chat)
        if conversation_id is None:
            return edge.answer(None)
        return edge.answer(
            await edge.look(self.core, visitor, lambda look: reading.widget_chat(look, conversation_id))
        )

    async def chat(self, request: Request, visitor: Actor) -> Response:
        """Answer a chat with its messages after `after`; with `seen`, wait up to 20 s until it is newer than that seq."""
        conversation_id = request.path_params["conversation_id"]
        after, seen = _number(request, "after"), _number(request, "seen")
        if seen:
            await self._newer(visitor, conversation_id, seen)
        chat = await edge.look(
            self.core, visitor, lambda look: reading.widget_chat(look, conversation_id, after)
        )
        return edge.answer(chat)

    async def write(self, request: Request, visitor: Actor) -> Response:
        """Take a message."""
        settings = self.core.settings
        said = await edge.body(request, shapes.Message, settings)
        key = edge.key_of(request)
        most = settings.widget_messages_per_minute
        await self._limit_address(request, "write", most * ADDRESS_SHARE, MINUTE_S)
        await self._limit("write", visitor.id, most, MINUTE_S)
        message = chats.Write(
            conversation_id=request.path_params["conversation_id"],
            body=said.body,
            client_id=said.client_id,
            attachment_ids=said.attachment_ids,
        )
        return edge.answer(await edge.do(self.core, "chat.write", visitor, message, key), 201)

    async def delivered(self, request: Request, visitor: Actor) -> Response:
        """Note what arrived."""
        return await self._upto(request, visitor, "chat.delivered")

    async def read(self, request: Request, visitor: Actor) -> Response:
        """Note what was seen."""
        return await self._upto(request, visitor, "chat.read")

    async def end(self, request: Request, visitor: Actor) -> Response:
        """End the chat."""
        await edge.body(request, shapes.Nothing, self.core.settings)
        over = chats.OfChat(conversation_id=request.path_params["conversation_id"])
        return await self._plain(visitor, "chat.end", over, edge.key_of(request))

    async def rate(self, request: Request, visitor: Actor) -> Response:
        """Take how it was."""
        said = await edge.body(request, shapes.Rating, self.core.settings)
        await self._limit("rate", visitor.id, self.core.settings.widget_messages_per_minute, MINUTE_S)
        rating = answering.AnswerInChat(
            conversation_id=request.path_params["conversation_id"], answers=said.answers
        )
        return await self._plain(visitor, "survey.answer_chat", rating, edge.key_of(request))

    async def upload(self, request: Request, visitor: Actor) -> Response:
        """Keep a file of the visitor (the raw body, its name in X-File-Name) to be named in a message afterwards."""
        core, conversation_id, key = self.core, request.path_params["conversation_id"], edge.key_of(request)
        await self._limit("files", visitor.id, core.settings.widget_messages_per_minute, MINUTE_S)
        name = file_name(request.headers.get("x-file-name", ""))
        ticket_id = await edge.look(core, visitor, lambda look: reading.ticket_of(look, conversation_id))
        raw = await edge.raw_body(request, core.settings.attachment_limit_bytes)
        keep = partial(store_attachment, core.executor, visitor, raw, name, key=key, ticket_id=ticket_id)
        kept = await run_in_threadpool(keep)
        return edge.answer(kept._asdict(), 201)

    async def file(self, request: Request, visitor: Actor) -> Response:
        """Answer a file of the visitor's own chat."""
        attachment_id = request.path_params["attachment_id"]
        return await edge.look(self.core, visitor, lambda look: _file(reading.own_file(look, attachment_id)))

    async def _upto(self, request: Request, visitor: Actor, verb: str) -> Response:
        """Marks only grow and need no key. They come a few for each message, so their limit is a multiple of that."""
        said = await edge.body(request, shapes.Seen, self.core.settings)
        most = 4 * self.core.settings.widget_messages_per_minute
        await self._limit("marks", visitor.id, most, MINUTE_S)
        upto = chats.Upto(conversation_id=request.path_params["conversation_id"], upto=max(0, said.upto))
        return await self._plain(visitor, verb, upto, None)

    async def _plain(self, visitor: Actor, verb: str, what: Body, key: str | None) -> Response:
        return edge.answer(await edge.do(self.core, verb, visitor, what, key))

    async def _newer(self, visitor: Actor, conversation_id: str, seen: int) -> None:
        """Wait until the chat is newer than `seen`, at most POLL_S; commits in a row are looked at together."""
        heard = self.bell.listen()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    while await self._version(visitor, conversation_id) <= seen:
                        await heard.wait()
                        await asyncio.sleep(POLL_REST_S)
                        heard.clear()
        finally:
            self.bell.leave(heard)

    async def _version(self, visitor: Actor, conversation_id: str) -> int:
        return await edge.look(self.core, visitor, lambda look: reading.chat_version(look, conversation_id))

    def _for_visitor(self, answer: ToVisitor) -> edge.Handler:
        async def known(request: Request) -> Response:
            edge.own_origin(request, self.core.settings)
            return await answer(request, await self.visitor(request))

        return known

    async def visitor(self, request: Request) -> Actor:
        """Return who sent the request. Raises Unidentified without a good secret; guessing is limited by address."""
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            raise Unidentified("widget.visitor_unknown")
        visitor_id = await run_in_threadpool(self._visitor, secret)
        if visitor_id is None:
            await self._limit_address(
                request, "guess", self.core.settings.widget_messages_per_minute, MINUTE_S
            )
            raise Unidentified("widget.visitor_unknown")
        return Actor("visitor", visitor_id)

    def _visitor(self, secret: str) -> str | None:
        with self.core.database.reading() as connection:
            return reading.visitor_of(connection, secret, self.core.clock.now())

    async def _limit_address(self, request: Request, what: str, most: int, window_s: int) -> None:
        await self._limit(what, edge.address(request, self.core.settings), most, window_s)

    async def _limit(self, what: str, who: str, most: int, window_s: int) -> None:
        await edge.limited(self.limits, f"widget {what}", who, most, window_s)


def _file(opened: Opened) -> Response:
    how = "inline" if opened.shown else "attachment"
    headers = {
        **edge.NO_STORE,
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(opened.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(b"".join(opened.pieces), headers=headers, media_type=opened.row.media_type)


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Malformed("query.not_number", name=name)
    return int(text)
