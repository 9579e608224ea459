"""What may be known of a customer, changed and taken away; the log never learns a name."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import DeskError
from server.desk.readings.customers import (
    CustomerQuestion,
    IdentityQuestion,
    Pane,
    pane,
    reveal,
)
from server.store.tables.infra import AUDIT, LOG
from tests.server.live.staffed import BILLING, LIN, SAM, StaffedDesk, staff

LIN_HERE = staff(LIN)
PHONE = {"kind": "phone", "value": "020 7946 0123"}


def test_a_new_customer_is_shown_as_entered_with_masked_addresses(desk: StaffedDesk) -> None:
    mei = desk.customer(
        "  Mei   Lindqvist ",
        language="zh",
        time_zone="Asia/Shanghai",
        segment="gold",
        tags=["vip", " vip ", "shop"],
        remark="Likes tea",
        fields={"Contract": "K-17"},
        identities=[PHONE],
    )
    shown = _pane(desk, mei)
    assert (shown.customer.name, shown.customer.language, shown.time_zone) == (
        "Mei Lindqvist",
        "zh",
        "Asia/Shanghai",
    )
    assert (shown.customer.segment, shown.tags, shown.remark) == ("gold", ["vip", "shop"], "Likes tea")
    assert shown.fields == {"Contract": "K-17"}
    assert [(one.kind, one.shown, one.verified) for one in shown.identities] == [
        ("phone", "+44••••0123", False)
    ]


def test_an_edit_changes_what_it_names_and_an_empty_text_takes_away(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", language="zh", segment="gold", remark="Likes tea")
    desk.do(
        LIN_HERE, "customers.edit", customer_id=mei, segment="", tags=["vip"], fields={"Contract": "K-17"}
    )
    shown = _pane(desk, mei)
    assert (shown.customer.name, shown.customer.language, shown.customer.segment) == ("Mei", "zh", None)
    assert (shown.tags, shown.remark, shown.fields) == (["vip"], "Likes tea", {"Contract": "K-17"})


def test_card_numbers_in_a_remark_are_masked(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", remark="Card 4111 1111 1111 1111")
    assert "4111 1111 1111 1111" not in _pane(desk, mei).remark


def test_an_edit_of_what_has_changed_since_is_refused(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    seen = _pane(desk, mei).version
    desk.do(LIN_HERE, "customers.edit", customer_id=mei, version=seen, segment="gold")
    with pytest.raises(DeskError) as refused:
        desk.do(LIN_HERE, "customers.edit", customer_id=mei, version=seen, segment="silver")
    assert (refused.value.code, refused.value.status) == ("customer.stale", 409)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"time_zone": "Mars/Olympus"}, "customer.time_zone"),
        ({"organisation_id": "org_none"}, "organisation.unknown"),
        ({"name": "a" * 200 + "b"}, None),
        ({"language": "Klingon!"}, None),
        ({"tags": ["x"] * 21}, None),
    ],
)
def test_what_cannot_be_is_refused(desk: StaffedDesk, fields: dict[str, Any], code: str | None) -> None:
    mei = desk.customer("Mei")
    with pytest.raises((DeskError, ValueError)) as refused:
        desk.do(LIN_HERE, "customers.edit", customer_id=mei, **fields)
    assert code is None or getattr(refused.value, "code", "") == code


def test_somebody_without_name_and_address_is_refused(desk: StaffedDesk) -> None:
    with pytest.raises(DeskError, match=r"customer\.empty"):
        desk.customer("  ")


def test_an_organisation_is_shown_with_its_customers(desk: StaffedDesk) -> None:
    made = desk.do(LIN_HERE, "organisations.add", name="Kettles Ltd")
    mei = desk.customer("Mei")
    desk.do(LIN_HERE, "customers.edit", customer_id=mei, organisation_id=made["organisation_id"])
    organisation = _pane(desk, mei).organisation
    assert organisation is not None
    assert organisation.name == "Kettles Ltd"


def test_block_and_unblock_are_recorded_once_each(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for verb in ("customers.block", "customers.block", "customers.unblock", "customers.unblock"):
        desk.do(LIN_HERE, verb, customer_id=mei)
    assert _acts(desk, mei) == ["customer.blocked", "customer.unblocked"]
    assert not _pane(desk, mei).customer.blocked


def test_a_ticket_of_a_blocked_customer_is_refused(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    desk.do(LIN_HERE, "customers.block", customer_id=mei)
    with pytest.raises(DeskError, match=r"customer\.blocked"):
        desk.ticket(mei, "Question")


def test_a_consent_is_kept_with_its_change(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    for given in (True, True, False):
        desk.do(LIN_HERE, "customers.consent", customer_id=mei, purpose="survey", given=given)
    assert _pane(desk, mei).consents == {"survey": False}
    assert _acts(desk, mei) == ["customer.consented"] * 2


def test_an_address_in_full_is_a_reading_of_its_own(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei", identities=[PHONE])
    identity = _pane(desk, mei).identities[0].id
    with desk.look(LIN_HERE) as look:
        assert reveal(look, IdentityQuestion(identity_id=identity)).value == "+442079460123"
    desk.do(LIN_HERE, "identities.remove", identity_id=identity)
    with desk.look(LIN_HERE) as look, pytest.raises(DeskError, match=r"identity\.unknown"):
        reveal(look, IdentityQuestion(identity_id=identity))
    with pytest.raises(DeskError, match=r"identity\.unknown"):
        desk.do(LIN_HERE, "identities.verify", identity_id=identity)


def test_what_is_promised_and_open_is_shown_as_far_as_it_may_be_seen(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    asleep, waiting, hidden = (
        desk.ticket(mei, "Question", queue) for queue in ("que_orders", "que_returns", BILLING)
    )
    desk.do(LIN_HERE, "ticket.take", ticket_id=asleep)
    until = desk.clock.now() + 3_600_000
    desk.do(LIN_HERE, "ticket.snooze", ticket_id=asleep, until=until)
    shown = _pane(desk, mei)
    assert [(one.kind, one.ticket_id) for one in shown.promises] == [
        ("pick_up", waiting),
        ("follow_up", asleep),
    ]
    assert shown.promises[1].due_at == until
    assert (shown.ticket_count, {one.id for one in shown.tickets}) == (2, {asleep, waiting})
    assert hidden not in {one.id for one in shown.tickets}


def test_an_editor_changes_no_customer(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    with pytest.raises(DeskError, match=r"access\.forbidden"):
        desk.do(staff(SAM), "customers.edit", customer_id=mei, name="May")


def test_the_log_and_the_trail_never_hold_a_name_or_an_address(desk: StaffedDesk) -> None:
    mei = desk.customer("Quetzalcoatlus", identities=[PHONE], remark="Likes tea", fields={"Pet": "cat"})
    desk.do(LIN_HERE, "customers.edit", customer_id=mei, name="Pteranodon")
    with desk.database.reading() as connection:
        written = str(connection.execute(sa.select(LOG.c.body)).all()) + str(
            connection.execute(sa.select(AUDIT.sql)).all()
        )
    assert mei in written
    for word in ("Quetzal", "Pteranodon", "7946", "tea", "Pet", "cat'"):
        assert word not in written


def _pane(desk: StaffedDesk, customer_id: str) -> Pane:
    with desk.look(LIN_HERE) as look:
        return pane(look, CustomerQuestion(customer_id=customer_id))


def _acts(desk: StaffedDesk, customer_id: str) -> list[str]:
    query = sa.select(AUDIT.c.act).where(AUDIT.c.subject == customer_id).order_by(AUDIT.c.seq)
    with desk.database.reading() as connection:
        return list(connection.scalars(query))
