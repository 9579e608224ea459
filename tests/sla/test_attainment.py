"""The 80 of 80/20: what share of clocks was met in time."""

from sla.attainment import Attainment, attainment
from sla.events import CallAnswered, CallEnded, CallRang, Event
from sla.targets import Target
from tests.sla.ticket import at, policy, told


def test_calls_answered_late_or_still_ringing_past_their_target_count_as_failed() -> None:
    life: list[Event] = [
        CallRang(at("09:00"), "c1"),
        CallAnswered(at("09:00:20"), "c1"),
        CallRang(at("09:01"), "c2"),
        CallAnswered(at("09:01:21"), "c2"),
        CallRang(at("09:02"), "c3"),
        CallEnded(at("09:02:05"), "c3"),
        CallRang(at("09:03"), "c4"),
        CallRang(at("09:03:30"), "c5"),
    ]
    found = attainment(told(policy({"answer": 20}), life, at("09:03:40")).readings)
    assert found == Attainment(met=1, failed=2, pending=1, unanswered=1)
    assert found.share == 1 / 3
    assert found.reaches(Target(20, share=0.8)) is False
    assert found.reaches(Target(20, share=0.3)) is True
    assert Attainment(4, 1, 0, 0).reaches(Target(20, share=0.8)) is True


def test_nothing_decided_is_no_share() -> None:
    assert attainment([]).share is None
    assert attainment([]).reaches(Target(20, share=0.8)) is None
    assert Attainment(4, 1, 0, 0).reaches(Target(20)) is None
