"""What other systems post is written once, to the right person, and personal words are sealed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import DeskError
from server.desk.actors import Actor
from server.desk.readings.history import HistoryQuestion, history
from server.store.tables.infra import LOG
from tests.server.live.staffed import LIN, StaffedDesk, staff

SHOP = Actor("key", "key_shop", scopes=("events",))
ORDER: dict[str, Any] = {"source": "shop", "number": "A-1093", "code": "order.paid"}
PHONE = {"kind": "phone", "value": "020 7946 0123"}


def test_an_order_stands_in_the_timeline_with_figures_and_words(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei", identities=[PHONE])
    facts = {"amount": 1999, "late": False}
    desk.do(
        SHOP, "events.post", **ORDER, customer=PHONE, facts=facts, text="Two kettles", fields={"to": "Leeds"}
    )
    with desk.look(staff(LIN)) as look:
        line = history(look, HistoryQuestion(customer_id=customer)).records[0]
    assert (line.kind, line.channel, line.author_kind, line.body) == ("event", "api", "api", "Two kettles")
    assert line.facts == {**facts, "code": "order.paid", "source": "shop", "to": "Leeds"}


def test_the_same_number_of_the_same_source_is_one_line(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei", identities=[PHONE])
    first = desk.do(SHOP, "events.post", **ORDER, customer=PHONE)
    again = desk.do(SHOP, "events.post", **ORDER, customer=PHONE, text="Doubled")
    other = desk.do(SHOP, "events.post", **{**ORDER, "source": "parcels"}, customer=PHONE)
    assert (first["known"], again["known"], other["known"]) == (False, True, False)
    assert first["entry_id"] == again["entry_id"] != other["entry_id"]
    with desk.look(staff(LIN)) as look:
        assert len(history(look, HistoryQuestion(customer_id=customer)).records) == 2


def test_somebody_unknown_becomes_a_customer_who_is_known_next_time(desk: StaffedDesk) -> None:
    first = desk.do(SHOP, "events.post", **ORDER, customer={**PHONE, "name": "Mei"})
    again = desk.do(SHOP, "events.post", **{**ORDER, "number": "A-1094"}, customer=PHONE)
    assert first["customer_id"] == again["customer_id"]


def test_an_address_of_two_people_is_refused_and_nothing_is_made(desk: StaffedDesk) -> None:
    for name in ("Mei", "May"):
        desk.customer(name, identities=[PHONE])
    before = _events(desk)
    with pytest.raises(DeskError) as refused:
        desk.do(SHOP, "events.post", **ORDER, customer=PHONE)
    assert (refused.value.code, refused.value.detail) == ("event.ambiguous", {"candidates": 2})
    assert _events(desk) == before


@pytest.mark.parametrize(
    ("whose", "code"),
    [
        ({}, "event.whose"),
        ({"customer": PHONE, "customer_id": "cus_any"}, "event.whose"),
        ({"customer_id": "cus_any"}, "customer.unknown"),
        ({"customer": {"kind": "phone", "value": "withheld"}}, "event.whose_unusable"),
    ],
)
def test_it_must_say_whose_it_is(desk: StaffedDesk, whose: dict[str, Any], code: str) -> None:
    with pytest.raises(DeskError) as refused:
        desk.do(SHOP, "events.post", **ORDER, **whose)
    assert refused.value.code == code


def test_a_person_at_the_desk_may_not_post_as_a_system(desk: StaffedDesk) -> None:
    with pytest.raises(DeskError, match=r"access\."):
        desk.do(staff(LIN), "events.post", **ORDER, customer=PHONE)


def test_the_log_holds_figures_only(desk: StaffedDesk) -> None:
    desk.do(
        SHOP, "events.post", **ORDER, customer={**PHONE, "name": "Mei"}, text="Kettle", fields={"to": "Leeds"}
    )
    with desk.database.reading() as connection:
        bodies = str(connection.execute(sa.select(LOG.c.body)).all())
    assert "order.paid" in bodies
    assert not any(word in bodies for word in ("Mei", "Kettle", "Leeds", "7946", "1093"))


def _events(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(LOG.sql)).scalar_one())
