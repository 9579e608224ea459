"""What a customer sees in the chat widget: the desk from outside, and their own chat. Never a note, a tag or others' work."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from console import protocol
from server.base.clock import Ms
from server.base.crypto import fingerprint
from server.base.errors import Unknown
from server.desk import tokens
from server.desk.chats import VISITOR_PURPOSE
from server.desk.readings import places
from server.desk.readings.files import Opened, open_attachment
from server.desk.readings.look import Look
from server.desk.readings.supervision import joined_names, joined_version
from server.desk.readings.widget_survey import widget_survey
from server.desk.secrets import AttachmentSecret, EntrySecret
from server.store.tables.channels import WIDGET_ID, WIDGETS, Widget
from server.store.tables.staff import QUEUES, TOKENS, USERS, Queue
from server.store.tables.work import (
    ATTACHMENTS,
    CONVERSATIONS,
    ENTRIES,
    PRESENCE,
    TICKETS,
    WORK,
    Conversation,
    Entry,
    Ticket,
    Work,
)

MESSAGES = 200
WAITING = ("queued", "offered")
GONE = ("closed", "spam")


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A queue a visitor may choose. `wait_s`: about how long, None: nobody can say. `opens_at`: it is closed until then."""

    id: str
    name: str
    wait_s: int | None
    opens_at: Ms | None


class DeskFront(msgspec.Struct, frozen=True, kw_only=True):
    """The desk as a visitor finds it. `online`: somebody is on shift and the queue is open. `ahead`: chats waiting where a new one would.

    `wait_s`: about how long that takes, None: nobody can say. `opens_at`: closed until then; `reply_s`: how soon an open desk answers.
    """

    online: bool
    ahead: int
    wait_s: int | None
    opens_at: Ms | None
    reply_s: int | None
    greeting: str
    queue_id: str | None
    topics: list[Topic]


def visitor_of(connection: sa.Connection, secret: str, now: Ms) -> str | None:
    """Return the visitor whose browser holds this secret, or None when it was never given, or too long ago."""
    query = sa.select(TOKENS.sql).where(TOKENS.c.id == fingerprint(secret))
    line = connection.execute(query).first()
    token = TOKENS.read(line) if line is not None else None
    return token.subject if token is not None and tokens.is_good(token, VISITOR_PURPOSE, now) else None


def widget_settings(look: Look) -> Widget:
    """Return how the widget is set up; as it comes when nobody has set it up."""
    return next(iter(look.rows(WIDGETS, WIDGETS.c.id == WIDGET_ID)), Widget())


def desk_front(look: Look) -> DeskFront:
    """Return what the widget says before a chat begins."""
    widget = widget_settings(look)
    queues = [
        queue
        for queue in look.rows(QUEUES, QUEUES.c.removed_at.is_(None), QUEUES.c.id)
        if "chat" in queue.channels
    ]
    target = next(
        (queue.id for queue in queues if queue.id == widget.queue_id), queues[0].id if queues else None
    )
    seen = places.fronts(look, [queue.id for queue in queues])
    mine = seen[target] if target else None
    return DeskFront(
        online=_on_shift(look, queues) and (mine is None or mine.opens_at is None),
        ahead=_waiting(look, target) if target else 0,
        wait_s=mine.wait_s if mine else None,
        opens_at=mine.opens_at if mine else None,
        reply_s=mine.reply_s if mine else None,
        greeting=widget.greeting,
        queue_id=target,
        topics=[
            Topic(id=one.id, name=one.name, wait_s=seen[one.id].wait_s, opens_at=seen[one.id].opens_at)
            for one in queues
        ],
    )


def current_chat(look: Look) -> str | None:
    """Return the visitor's newest conversation that is not over, or None."""
    running = sa.and_(CONVERSATIONS.c.visitor_id == look.actor.id, CONVERSATIONS.c.ended_at.is_(None))
    newest = look.rows(CONVERSATIONS, running, CONVERSATIONS.c.id.desc())
    return newest[0].id if newest else None


def widget_chat(look: Look, conversation_id: str, after: int = 0) -> protocol.WidgetChat:
    """Return a chat as its customer sees it, with its newest messages after seq `after`. Raises Unknown for another's chat."""
    conversation = _own(look, conversation_id)
    ticket = look.by_id(TICKETS, [conversation.ticket_id])[conversation.ticket_id]
    work = look.by_id(WORK, [ticket.id]).get(ticket.id)
    waits = work is not None and work.state in WAITING
    over = conversation.ended_at is not None or ticket.status in GONE
    place = _place(look, work) if work is not None and waits and not over else places.Place()
    return protocol.WidgetChat(
        conversation_id=conversation.id,
        seq=_version(look, conversation, work),
        state="ended" if over else "waiting" if waits else "open",
        agent=_agent(look, ticket, work),
        supervisors=[] if over else joined_names(look, ticket.id),
        position=place.position,
        wait_s=place.wait_s,
        opens_at=place.opens_at,
        delivered_seq=conversation.delivered_seq,
        read_seq=conversation.read_seq,
        agent_read_seq=_agent_read(ticket),
        messages=_messages(look, conversation, after),
        survey=widget_survey(look, conversation, ticket),
    )


def chat_version(look: Look, conversation_id: str) -> int:
    """Return the `seq` that `widget_chat` would give, without opening anything."""
    conversation = _own(look, conversation_id)
    return _version(
        look, conversation, look.by_id(WORK, [conversation.ticket_id]).get(conversation.ticket_id)
    )


def ticket_of(look: Look, conversation_id: str) -> str:
    """Return the ticket a file for this chat will be sent on. Raises Unknown for another's chat."""
    return _own(look, conversation_id).ticket_id


def own_file(look: Look, attachment_id: str) -> Opened:
    """Open a file of a message in one of the visitor's chats; a note's file is not there for them. Raises Unknown."""
    file = look.by_id(ATTACHMENTS, [attachment_id]).get(attachment_id)
    entry_id = file.entry_id if file is not None else None
    entry = look.by_id(ENTRIES, [entry_id]).get(entry_id or "")
    if entry is None or entry.kind != "message" or entry.conversation_id is None:
        raise Unknown("attachment.unknown", id=attachment_id)
    _own(look, entry.conversation_id)
    return open_attachment(look, attachment_id)


def _own(look: Look, conversation_id: str) -> Conversation:
    conversation = look.by_id(CONVERSATIONS, [conversation_id]).get(conversation_id)
    mine = look.actor.kind == "system" or (
        conversation is not None and conversation.visitor_id == look.actor.id
    )
    if conversation is None or not mine:
        raise Unknown("conversation.unknown", id=conversation_id)
    return conversation


def _version(look: Look, conversation: Conversation, work: Work | None) -> int:
    newest = look.connection.execute(
        sa.select(sa.func.max(ENTRIES.c.version)).where(_said(conversation))
    ).scalar()
    joined = joined_version(look, conversation.ticket_id)
    return max(conversation.version, work.version if work else 0, newest or 0, joined)


def _said(conversation: Conversation) -> sa.ColumnElement[bool]:
    """The messages of a conversation: by the ticket's index, and never a note."""
    return sa.and_(
        ENTRIES.c.ticket_id == conversation.ticket_id,
        ENTRIES.c.conversation_id == conversation.id,
        ENTRIES.c.kind == "message",
    )


def _messages(look: Look, conversation: Conversation, after: int) -> list[protocol.WidgetMessage]:
    query = sa.select(ENTRIES.sql).where(_said(conversation), ENTRIES.c.seq > after)
    lines = look.connection.execute(query.order_by(ENTRIES.c.seq.desc()).limit(MESSAGES))
    rows = sorted((ENTRIES.read(line) for line in lines), key=lambda entry: entry.seq)
    bodies = look.open_all((entry.id for entry in rows), EntrySecret)
    authors = look.by_id(USERS, (entry.author_id for entry in rows if entry.author_kind == "user"))
    files = _files(look, rows)
    return [
        protocol.WidgetMessage(
            id=entry.id,
            seq=entry.seq,
            at=entry.at,
            mine=entry.author_kind == "customer",
            system=entry.author_kind == "system",
            author=authors[entry.author_id].name if entry.author_id in authors else None,
            body=bodies[entry.id].body if entry.id in bodies else "",
            client_id=entry.client_id if entry.author_kind == "customer" else None,
            attachments=[files[one] for one in entry.attachment_ids if one in files],
        )
        for entry in rows
    ]


def _files(look: Look, rows: list[Entry]) -> dict[str, protocol.AttachmentBrief]:
    """Return the files of these entries; their addresses are below /api/widget."""
    ids = [one for entry in rows for one in entry.attachment_ids]
    found = look.by_id(ATTACHMENTS, ids)
    names = look.open_all(found, AttachmentSecret)
    return {
        one.id: protocol.AttachmentBrief(
            id=one.id,
            name=names[one.id].name if one.id in names else "",
            media_type=one.media_type,
            size=one.size,
            url=f"/attachments/{one.id}",
        )
        for one in found.values()
    }


def _agent(look: Look, ticket: Ticket, work: Work | None) -> str | None:
    if ticket.assignee_id is None or work is None or work.state in WAITING:
        return None
    user = look.by_id(USERS, [ticket.assignee_id]).get(ticket.assignee_id)
    return user.name if user else None


def _agent_read(ticket: Ticket) -> int:
    """Return up to which seq staff have seen the customer's messages: the newest of them while none is unread."""
    return ticket.customer_seq if ticket.unread == 0 else 0


def _place(look: Look, work: Work) -> places.Place:
    return places.places(look, [work]).get(work.ticket_id, places.Place())


def _waiting(look: Look, queue_id: str) -> int:
    waiting = sa.and_(WORK.c.queue_id == queue_id, WORK.c.state.in_(WAITING), WORK.c.channel == "chat")
    return int(look.connection.execute(sa.select(sa.func.count()).where(waiting)).scalar_one())


def _on_shift(look: Look, queues: list[Queue]) -> bool:
    """Return whether anybody is at work who belongs to a team that takes chats."""
    teams = {queue.team_id for queue in queues}
    here = look.rows(PRESENCE, PRESENCE.c.state != "offline")
    users = look.by_id(USERS, (presence.user_id for presence in here))
    return any(teams & set(user.team_ids) for user in users.values() if user.deactivated_at is None)
