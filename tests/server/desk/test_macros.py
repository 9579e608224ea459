"""Replies kept at hand: supervisors write them, everybody reads them; who is named in a note is told, if they may read it."""

from __future__ import annotations

import pytest

from server.base.errors import Conflict, Forbidden, Invalid
from server.desk.readings.agreements import Macros, Nothing
from server.desk.readings.notices import OfNotices
from server.desk.readings.registry import ask
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff


def names(desk: StaffedDesk) -> dict[str, dict[str, str]]:
    with desk.look(staff(LIN)) as look:
        found = ask(look, "macros", Nothing())
    assert isinstance(found, Macros)
    return {one.name: one.texts for one in found.macros}


def test_a_supervisor_keeps_changes_brings_back_and_takes_away_a_reply(desk: StaffedDesk) -> None:
    told = {"name": "refund", "texts": {"en": "Dear {{first_name}}", "zh": ""}, "queue_ids": [ORDERS]}
    macro = desk.do(staff(MARTA), "macros.create", **told)["id"]
    assert names(desk) == {"refund": {"en": "Dear {{first_name}}"}}
    changed = {"name": "refund", "texts": {"en": "Hello"}}
    desk.do(staff(MARTA), "macros.edit", macro_id=macro, version=1, **changed)
    desk.do(staff(ADA), "config.undo", kind="macro", id=macro, version=2, to=1)
    assert names(desk) == {"refund": {"en": "Dear {{first_name}}"}}
    desk.do(staff(MARTA), "macros.remove", macro_id=macro, version=3)
    assert names(desk) == {}


def test_an_agent_writes_none(desk: StaffedDesk) -> None:
    with pytest.raises(Forbidden):
        desk.do(staff(LIN), "macros.create", name="refund", texts={"en": "Hello"})


def test_a_reply_needs_words_and_a_name_of_its_own(desk: StaffedDesk) -> None:
    with pytest.raises(Invalid, match=r"macro\.no_words"):
        desk.do(staff(MARTA), "macros.create", name="refund", texts={"en": " "})
    desk.do(staff(MARTA), "macros.create", name="refund", texts={"zh": "您好"})
    with pytest.raises(Conflict, match=r"macro\.taken"):
        desk.do(staff(MARTA), "macros.create", name="Refund", texts={"en": "Hello"})


def test_who_is_named_in_a_note_is_told_if_they_may_read_it(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    named = {
        "body": "@Marta @Kofi please look",
        "client_id": "note-1",
        "mentions": [MARTA, KOFI, LIN, "usr_x"],
    }
    desk.do(staff(LIN), "ticket.note", ticket_id=ticket, **named)
    told = {}
    for person in (MARTA, KOFI, LIN):
        with desk.look(staff(person)) as look:
            told[person] = [one.kind for one in ask(look, "notices", OfNotices()).records]
    assert told == {MARTA: ["mention"], KOFI: [], LIN: []}
