"""Chats whose customer has gone: warned of, then closed by rule. Never while the customer waits for us; any word begins it anew."""

from __future__ import annotations

from server.base import i18n
from server.base.clock import SECOND
from server.desk import calls_lines, entries, ownership
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.tickets import ConversationEnded
from server.desk.rules import Rules, rules
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, verb
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import CONVERSATIONS, TICKETS, Conversation, Ticket

TIMER = "chat_idle"
IDLE = "idle"
"""Why a ticket was closed, in its event: nobody asks a customer who had gone how it was."""
fires(TIMER, "chat.idle")


def begin(book: Book, conversation: Conversation) -> None:
    """Count a chat's silence from now on: we have said something, and wait for the customer. Their own word needs no look here."""
    known = rules(book)
    if conversation.channel == "chat" and conversation.ended_at is None and known.chat_idle_close_s:
        warned_s = _warned_s(known)
        stage, seconds = ("warn", warned_s) if warned_s else ("close", known.chat_idle_close_s)
        book.timer(TIMER, conversation.id, book.now + seconds * SECOND, stage=stage)


def end(book: Book, conversation: Conversation) -> None:
    """Count no more: the chat is over, or its ticket is solved."""
    if conversation.channel == "chat":
        book.stop_timer(TIMER, conversation.id)


@verb("chat.idle", Fire, SYSTEM_ONLY)
def idle(book: Book, body: Fire) -> Answer:
    """Warn the customer of a chat in which nothing was said for long, then close it."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    conversation = book.must(CONVERSATIONS, timer.subject)
    ticket = book.must(TICKETS, conversation.ticket_id)
    if conversation.ended_at is not None or not _waits_for_customer(ticket):
        return Answer()
    if calls_lines.live(book, ticket.id):
        begin(book, conversation)
    elif timer.detail["stage"] == "warn":
        _warn(book, ticket, conversation)
    else:
        _close(book, ticket, conversation)
    return Answer()


def _waits_for_customer(ticket: Ticket) -> bool:
    """Return whether the last word is ours, and no agent has said that the ticket waits or sleeps: then it is theirs to end."""
    ours = ticket.unanswered_since is None and ticket.staff_seq > ticket.customer_seq
    return ours and ticket.status == "open"


def _warn(book: Book, ticket: Ticket, conversation: Conversation) -> None:
    known = rules(book)
    left_s = max(known.chat_idle_close_s - _warned_s(known), 1)
    minutes = max(1, round(left_s / 60))
    _say(book, ticket, conversation, "chat_idle_warning", n=minutes)
    book.timer(TIMER, conversation.id, book.now + left_s * SECOND, stage="close")


def _close(book: Book, ticket: Ticket, conversation: Conversation) -> None:
    _say(book, ticket, conversation, "chat_idle_closed")
    book.emit(ConversationEnded(conversation_id=conversation.id, ticket_id=ticket.id, by="rule"))
    ownership.finish(book, book.must(TICKETS, ticket.id), "closed", reason=IDLE)


def _say(book: Book, ticket: Ticket, conversation: Conversation, code: str, **values: int) -> None:
    """Say something to the customer in the desk's own name, in their language."""
    language = book.must(CUSTOMERS, conversation.customer_id).language or i18n.DEFAULT
    entries.write(
        book,
        customer_id=conversation.customer_id,
        kind="message",
        channel=conversation.channel,
        author_kind="system",
        ticket_id=ticket.id,
        conversation_id=conversation.id,
        body=i18n.translate(language, f"widget.{code}", **values),
        facts={"code": code},
    )


def _warned_s(known: Rules) -> int:
    """Return when to warn; 0 when the rules want none, or none before the end."""
    return known.chat_idle_warn_s if known.chat_idle_warn_s < known.chat_idle_close_s else 0
