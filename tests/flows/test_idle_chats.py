"""A chat whose customer has gone is warned of and closed by rule; never while the customer waits for us."""

from __future__ import annotations

import sqlalchemy as sa

from server.base import i18n
from server.store.tables.infra import LOG
from tests.flows.floor import Chat, Floor
from tests.flows.test_wrap_up import later, rule
from tests.server.live.staffed import LIN, staff

ENGLISH = i18n.translate("en", "widget.chat_idle_warning", n=1)


def chatting(floor: Floor, language: str = "en") -> Chat:
    rule(floor, chat_idle_warn_s=60, chat_idle_close_s=90)
    floor.comes(LIN)
    chat = floor.starts_chat("Hello", language=language)
    floor.accepts(LIN)
    return chat


def test_the_customer_is_warned_and_then_the_chat_is_closed_by_rule(floor: Floor) -> None:
    chat = chatting(floor)
    floor.replies(chat, "How can I help?")
    later(floor, 62)
    assert floor.lines(chat.ticket)[-1] == ENGLISH
    assert floor.ticket(chat.ticket).status == "open"
    later(floor, 31)
    ticket = floor.ticket(chat.ticket)
    assert (ticket.status, floor.work(chat.ticket)) == ("closed", "done")
    with floor.desk.database.reading() as connection:
        told = sa.select(LOG.c.body).where(LOG.c.ticket_id == chat.ticket)
        closed = told.where(LOG.c.kind == "ticket.status_set").order_by(LOG.c.seq.desc())
        status = connection.execute(closed).scalars().first()
        assert status is not None and status["reason"] == "idle"
        ended = connection.execute(told.where(LOG.c.kind == "conversation.ended")).scalar_one()
        assert ended["by"] == "rule"


def test_the_warning_speaks_the_customers_language(floor: Floor) -> None:
    chat = chatting(floor, "zh")
    floor.replies(chat, "您好")
    later(floor, 62)
    assert floor.lines(chat.ticket)[-1] == i18n.translate("zh", "widget.chat_idle_warning", n=1)


def test_any_word_of_either_side_begins_the_silence_anew(floor: Floor) -> None:
    chat = chatting(floor)
    floor.replies(chat, "How can I help?")
    later(floor, 62)
    chat.writes("I am here")
    later(floor, 120)
    assert floor.ticket(chat.ticket).status == "open"
    floor.replies(chat, "Good")
    later(floor, 55)
    floor.replies(chat, "Are you?")
    later(floor, 55)
    assert floor.lines(chat.ticket)[-1] == "Are you?"


def test_who_waits_for_our_answer_is_never_closed(floor: Floor) -> None:
    chat = chatting(floor)
    later(floor, 300)
    assert floor.ticket(chat.ticket).status == "open"
    floor.replies(chat, "I ask the others")
    floor.does(staff(LIN), "ticket.wait", ticket_id=chat.ticket, on="other")
    later(floor, 300)
    assert floor.ticket(chat.ticket).status == "waiting_other"
