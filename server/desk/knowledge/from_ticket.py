"""A draft from a solved ticket: the question, the answers, without the names and numbers. An editor reads it before anybody else."""

from __future__ import annotations

from collections.abc import Iterable

from kb.masking import masked
from server.base.errors import Conflict
from server.desk.access import TICKET
from server.desk.book import Book
from server.desk.knowledge.writing import Begin, Begun, Language, begun, writer
from server.desk.secrets import CustomerSecret, EntrySecret, TicketSecret
from server.desk.verbs import Body, verb
from server.store.pages import Need
from server.store.tables.infra import KEYS, SEALED
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import USERS
from server.store.tables.work import ENTRIES, TICKETS, Entry, Ticket

SOLVED = ("solved", "closed")
HEADINGS = {"en": ("Question", "Answer"), "zh": ("问题", "解答")}
QUESTION_CHARS = 180
SAYING = ("message", "form", "note")


class FromTicket(Body, frozen=True, kw_only=True):
    """The solved ticket, and the language of its words."""

    ticket_id: str
    language: Language


def rows(book: Book, body: FromTicket) -> Iterable[Need]:
    """Name the ticket with everything written on it."""
    yield Need(ENTRIES, ("ticket_id",), (body.ticket_id,))
    yield Need(SEALED, ("id",), (body.ticket_id,))
    for entry in book.peek_all(ENTRIES, ticket_id=body.ticket_id):
        yield Need(SEALED, ("id",), (entry.id,))
    ticket = book.peek(TICKETS, body.ticket_id)
    customer = book.peek(CUSTOMERS, ticket.customer_id) if ticket else None
    if ticket is not None:
        yield Need(CUSTOMERS, ("id",), (ticket.customer_id,))
    if customer is not None:
        yield Need(KEYS, ("id",), (customer.key_id,))


@verb(
    "articles.from_ticket",
    FromTicket,
    TICKET,
    path="/tickets/{ticket_id}/article",
    answer=Begun,
    reads=rows,
)
def from_ticket(book: Book, body: FromTicket) -> Begun:
    """Make a draft of what a solved ticket was about; personal data is masked, and an editor must still publish it."""
    ticket = book.must(TICKETS, body.ticket_id)
    if ticket.status not in SOLVED:
        raise Conflict("article.ticket_unsolved", number=ticket.number)
    names = _names(book, ticket)
    said = [
        (entry, masked(secret.body, body.language, names))
        for entry in sorted(book.find(ENTRIES, ticket_id=ticket.id), key=lambda one: one.seq)
        if entry.kind in SAYING and (secret := book.open(entry.id, EntrySecret)) is not None and secret.body
    ]
    subject = book.open(ticket.id, TicketSecret)
    asked = [text for entry, text in said if entry.author_kind == "customer"]
    title = masked(subject.subject if subject else "", body.language, names).strip() or _first(asked)
    wish = Begin(
        title=title or f"#{ticket.number}",
        body=_text(said, body.language),
        questions=tuple(one for one in (_first(asked),) if one and one != title),
        tags=ticket.tags,
        language=body.language,
    )
    return begun(book, wish, writer(book))


def _names(book: Book, ticket: Ticket) -> set[str]:
    """The names that may stand in the words: the customer's and those of whoever wrote."""
    customer = book.open(ticket.customer_id, CustomerSecret)
    authors = {one.author_id for one in book.find(ENTRIES, ticket_id=ticket.id) if one.author_kind == "user"}
    staff = [person for one in authors if one and (person := book.get(USERS, one)) is not None]
    return {name for name in (customer.name if customer else None, *(one.name for one in staff)) if name}


def _first(texts: list[str]) -> str:
    return texts[0].splitlines()[0][:QUESTION_CHARS].strip() if texts and texts[0].strip() else ""


def _text(said: list[tuple[Entry, str]], language: Language) -> str:
    asked, answered = HEADINGS[language]
    questions = [text for entry, text in said if entry.author_kind == "customer"]
    answers = [text for entry, text in said if entry.author_kind == "user"]
    parts = [f"## {asked}", *questions[:3], f"## {answered}", *answers]
    return "\n\n".join(parts)
