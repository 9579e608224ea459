"""A live call goes where its ticket goes: through to the new owner, or back to ringing in a queue. Whoever has the ticket talks."""

from __future__ import annotations

from server.desk import wrap_up_state
from server.desk.book import Book
from server.desk.events.calls import CallChanged
from server.store.tables.work import CALLS, Call

LIVE = ("ringing", "connecting", "answered")
LANE = CHANNEL = "voice"


def follow(book: Book, ticket_id: str, user_id: str) -> None:
    """Put the ticket's live call through to its new owner; the provider is told by a job after the commit."""
    for call in live(book, ticket_id):
        if call.state == "ringing" and call.direction == "in":
            _connecting(book, call, user_id)
            book.job(LANE, "connect", call.id, user_id=user_id)
        elif call.state in ("connecting", "answered") and call.agent_id != user_id:
            _connecting(book, call, user_id)
            book.job(LANE, "transfer", call.id, user_id=user_id, warm=False)
            _wrap_up(book, call)


def put_back(book: Book, ticket_id: str, queue_id: str) -> None:
    """Let the ticket's live call ring again while its ticket waits in a queue."""
    for call in live(book, ticket_id):
        if call.state in ("connecting", "answered") and call.direction == "in":
            book.emit(
                CallChanged(
                    call_id=call.id,
                    ticket_id=call.ticket_id,
                    state="ringing",
                    user_id="",
                    held=False if call.held else None,
                    muted=False if call.muted else None,
                    happened_at=book.now,
                )
            )
            book.job(LANE, "transfer", call.id, queue_id=queue_id, warm=False)
            _wrap_up(book, call)


def live(book: Book, ticket_id: str) -> list[Call]:
    """Return the ticket's calls that are not over."""
    return [call for call in book.find(CALLS, ticket_id=ticket_id) if call.state in LIVE]


def _wrap_up(book: Book, call: Call) -> None:
    """Whoever talked and has passed the call on wraps it up."""
    if call.state == "answered":
        wrap_up_state.begin(book, call.agent_id, call.ticket_id, "voice")


def _connecting(book: Book, call: Call, user_id: str) -> None:
    book.emit(
        CallChanged(
            call_id=call.id,
            ticket_id=call.ticket_id,
            state="connecting",
            user_id=user_id,
            held=False if call.held else None,
            muted=False if call.muted else None,
            happened_at=book.now,
        )
    )
