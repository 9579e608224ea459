"""Nobody is woken by an escalation: people are told in their own hours, or at once while on call."""

from sla.calendar import Calendar
from sla.notify import Notice, OnCall, Person, notices, notify_at
from tests.sla.ticket import OFFICE, at

NEVER = Calendar.from_dict({"time_zone": "UTC", "weekly": {}})


def test_an_escalation_at_midnight_waits_for_the_persons_morning() -> None:
    assert notify_at(Person("marta", OFFICE), at("00:30", 21)) == at("09:00")
    assert notify_at(Person("marta", OFFICE), at("10:00")) == at("10:00")


def test_whoever_is_on_call_is_told_at_once() -> None:
    duty = OnCall(at("18:00", 20), at("08:00"))
    assert notify_at(Person("kofi", OFFICE, (duty,)), at("00:30", 21)) == at("00:30", 21)
    assert notify_at(Person("kofi", OFFICE, (duty,)), at("17:30", 20)) == at("18:00", 20)
    assert notify_at(Person("kofi", OFFICE, (duty,)), at("08:00")) == at("09:00")


def test_someone_without_hours_is_reached_only_on_call() -> None:
    duty = OnCall(at("18:00", 20), at("08:00"))
    assert notify_at(Person("kofi", None, (duty,)), at("09:00", 20)) == at("18:00", 20)
    assert notify_at(Person("kofi"), at("09:00")) is None
    assert notify_at(Person("kofi", NEVER), at("09:00")) is None


def test_everybody_is_told_once_the_soonest_first_and_the_unreachable_are_named() -> None:
    people = [
        Person("kofi"),
        Person("marta", OFFICE),
        Person("lin", None, (OnCall(at("00:00"), at("04:00")),)),
    ]
    assert notices([*people, *people], at("01:00")) == (
        Notice("lin", at("01:00")),
        Notice("marta", at("09:00")),
        Notice("kofi", None),
    )


def test_a_person_survives_being_stored() -> None:
    person = Person("kofi", OFFICE, (OnCall(at("18:00", 20), at("08:00")),))
    assert Person.from_dict(person.to_dict()) == person
