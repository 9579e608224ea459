"""Who is it? Nobody is guessed, claims prove nothing, merged people are one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.base.errors import DeskError
from server.desk import identify
from server.desk.book import Book
from server.store import append
from server.store.database import Rows
from server.store.pages import Pages
from tests.server.live.staffed import LIN, StaffedDesk, staff

PHONE = {"kind": "phone", "value": "020 7946 0123"}
LIN_HERE = staff(LIN)


def test_a_number_leads_to_its_customer_however_it_is_written(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei", identities=[PHONE])
    for written in ("+442079460123", "(020) 7946-0123", "tel:+44-20-7946-0123", "０２０７９４６０１２３"):
        assert _candidates(desk, "phone", written) == [customer]


@pytest.mark.parametrize("withheld", ["", "anonymous", "Private", "匿名", "sip:anonymous@pbx.example.com"])
def test_a_withheld_number_leads_to_nobody_and_still_makes_a_customer(
    desk: StaffedDesk, withheld: str
) -> None:
    assert _candidates(desk, "phone", withheld) == []
    made = [_decided(desk, lambda book: identify.known_or_new(book, "phone", withheld)) for _ in range(2)]
    assert made[0].customer.id != made[1].customer.id


def test_an_unknown_number_makes_a_customer_who_is_known_next_time(desk: StaffedDesk) -> None:
    first = _decided(desk, lambda book: identify.known_or_new(book, "phone", "07700 900123", verified=True))
    again = _decided(desk, lambda book: identify.known_or_new(book, "phone", "+447700900123"))
    assert (first.created, again.created) == (True, False)
    assert first.customer.id == again.customer.id


def test_of_two_people_nobody_is_chosen(desk: StaffedDesk) -> None:
    people = [desk.customer(name, identities=[PHONE]) for name in ("Mei", "May")]
    known = _decided(desk, lambda book: identify.known_or_new(book, "phone", "02079460123"))
    assert [one.id for one in known.candidates] == people
    assert known.created
    assert known.customer.id not in people
    assert _candidates(desk, "phone", "02079460123") == people


def test_two_merged_people_are_one_candidate_and_two_again_after_the_undo(desk: StaffedDesk) -> None:
    people = [desk.customer(name, identities=[PHONE]) for name in ("Mei", "May")]
    made = desk.do(LIN_HERE, "customers.merge", customer_id=people[0], source_id=people[1])
    assert _candidates(desk, "phone", "02079460123") == people[:1]
    desk.do(LIN_HERE, "merges.undo", merge_id=made["merge_id"])
    assert _candidates(desk, "phone", "02079460123") == people


def test_who_has_proven_an_address_hides_who_only_claims_it(desk: StaffedDesk) -> None:
    owner, claimant = desk.customer("Mei", identities=[PHONE]), desk.customer("Mallory", identities=[PHONE])
    identity = desk.do(LIN_HERE, "identities.add", customer_id=owner, **PHONE)["identity_id"]
    desk.do(LIN_HERE, "identities.verify", identity_id=identity, evidence="call")
    assert _candidates(desk, "phone", "02079460123") == [owner]
    assert claimant not in _candidates(desk, "phone", "02079460123")


def test_a_claim_leads_nobody_anywhere_until_it_is_proven(desk: StaffedDesk) -> None:
    mallory = desk.customer("Mallory")
    value = "+442079460123"
    claimed = _decided(
        desk, lambda book: identify.add_identity(book, mallory, "phone", value, evidence=identify.CLAIMED)
    )
    caller = _decided(desk, lambda book: identify.known_or_new(book, "phone", value))
    assert (caller.created, caller.candidates) == (True, ())
    assert _candidates(desk, "phone", value) == [caller.customer.id]
    desk.do(LIN_HERE, "identities.verify", identity_id=claimed.id, evidence="code")
    assert _candidates(desk, "phone", value) == [mallory]


def test_a_removed_address_leads_nowhere(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei", identities=[PHONE])
    identity = desk.do(LIN_HERE, "identities.add", customer_id=customer, **PHONE)["identity_id"]
    desk.do(LIN_HERE, "identities.remove", identity_id=identity)
    assert _candidates(desk, "phone", "02079460123") == []


def test_the_same_address_twice_is_one(desk: StaffedDesk) -> None:
    customer = desk.customer("Mei", identities=[PHONE])
    ids = {
        desk.do(LIN_HERE, "identities.add", customer_id=customer, **PHONE)["identity_id"] for _ in range(2)
    }
    assert len(ids) == 1


def test_identifying_reads_nothing_that_was_not_named_beforehand(desk: StaffedDesk) -> None:
    people = [desk.customer(name, identities=[PHONE]) for name in ("Mei", "May", "Ana")]
    desk.do(LIN_HERE, "customers.merge", customer_id=people[0], source_id=people[1])
    desk.do(LIN_HERE, "customers.merge", customer_id=people[2], source_id=people[0])

    def counted(book: Book) -> int:
        for _ in range(4):
            book.pages.prefetch(identify.needs(book, "phone", "02079460123"))
        assert [one.id for one in identify.candidates(book, "phone", "02079460123")] == [people[2]]
        identify.new_customer(book, name="王小明", identities=[("phone", "07700 900555", True, "call")])
        return book.pages.unnamed_reads

    assert _decided(desk, counted) == 1  # whether that new number is somebody's already


@pytest.mark.parametrize(("kind", "value"), [("email", "mei"), ("phone", "12"), ("phone", "withheld")])
def test_what_is_typed_must_be_a_whole_address(desk: StaffedDesk, kind: str, value: str) -> None:
    customer = desk.customer("Mei")
    with pytest.raises(DeskError) as refused:
        desk.do(LIN_HERE, "identities.add", customer_id=customer, kind=kind, value=value)
    assert refused.value.code == f"identity.not_{kind}"


def _candidates(desk: StaffedDesk, kind: str, raw: str) -> list[str]:
    found: list[str] = _decided(desk, lambda book: [one.id for one in identify.candidates(book, kind, raw)])
    return found


def _decided(desk: StaffedDesk, decide: Callable[[Book], Any]) -> Any:
    """Return what a decision says on a fresh book, and keep what it wrote."""
    with desk.database.writing() as connection:
        pages = Pages(Rows(connection))
        head, now = append.head(connection), desk.clock.advance(1)
        book = Book(pages, head=head, now=now, ids=desk.ids, master=desk.master, settings=desk.settings)
        answer = decide(book)
        append.append(connection, book.events)
        append.write(connection, pages.writes())
    return answer
