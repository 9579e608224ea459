"""The life of an invitation, instant by instant."""

from dataclasses import replace

import pytest

from surveys import Course, Fatigue, Invitation, SurveyError, answer, due, editable, stepped, withdrawn
from surveys.settings import DAY, HOUR
from tests.surveys.cast import after_solving, at, invitation

SURVEY, COURSE, FATIGUE = after_solving(), Course(), Fatigue()
SENT = replace(invitation(), sent_at=at("2026-03-02T10:00"))
ANSWERED = answer(SENT, SURVEY, {"csat": 5}, COURSE, at("2026-03-03T10:00")).invitation


def refused(invitation: Invitation, now: int, csat: int = 4) -> str:
    with pytest.raises(SurveyError) as told:
        answer(invitation, SURVEY, {"csat": csat}, COURSE, now)
    return told.value.code


def test_it_is_sent_reminded_once_and_expires() -> None:
    life, now = [], at("2026-03-02T10:00")
    one = invitation()
    while (step := due(one, COURSE, FATIGUE, now)) is not None:
        now = step[0]
        assert stepped(one, COURSE, FATIGUE, now - 1)[1] is None
        one, did = stepped(one, COURSE, FATIGUE, now)
        life.append((did, now))
    assert life == [
        ("send", at("2026-03-02T10:00")),
        ("remind", at("2026-03-05T10:00")),
        ("expire", at("2026-03-16T10:00")),
    ]
    assert one.state == "expired"


def test_a_reminder_keeps_the_quiet_hours_and_may_be_switched_off() -> None:
    late = replace(SENT, sent_at=at("2026-03-02T20:30"), zone="Europe/Berlin")
    assert due(late, COURSE, FATIGUE, at("2026-03-02T20:30")) == (at("2026-03-05T20:30"), "remind")
    westward = replace(SENT, sent_at=at("2026-03-02T20:30"), zone="Asia/Tokyo")
    assert due(westward, COURSE, FATIGUE, at("2026-03-02T20:30")) == (
        at("2026-03-06T09:00", "Asia/Tokyo"),
        "remind",
    )
    assert due(SENT, Course(remind_days=None), FATIGUE, at("2026-03-02T11:00")) == (
        at("2026-03-16T10:00"),
        "expire",
    )


def test_after_an_outage_a_step_is_made_up_for_in_daylight_and_a_reminder_past_the_end_is_not() -> None:
    night = at("2026-03-07T02:00")
    assert stepped(SENT, COURSE, FATIGUE, night) == (SENT, None)
    assert due(SENT, COURSE, FATIGUE, night) == (at("2026-03-07T09:00"), "remind")
    assert stepped(invitation(), COURSE, FATIGUE, night)[1] is None
    assert stepped(invitation(), COURSE, FATIGUE, at("2026-03-07T09:00"))[1] == "send"
    assert stepped(SENT, COURSE, FATIGUE, at("2026-03-20T12:00"))[1] == "expire"


def test_who_has_answered_is_not_reminded() -> None:
    assert due(ANSWERED, COURSE, FATIGUE, at("2026-03-05T10:00")) is None


def test_the_first_answer_counts_a_change_replaces_it_whole_and_a_repetition_changes_nothing() -> None:
    first = answer(SENT, SURVEY, {"csat": "2", "cause": "0", "comment": "慢"}, COURSE, at("2026-03-02T11:00"))
    assert (first.kind, first.invitation.state) == ("first", "answered")
    changed = answer(first.invitation, SURVEY, {"csat": 4}, COURSE, at("2026-03-02T12:00"))
    assert (changed.kind, changed.invitation.answers) == ("changed", {"csat": 4})
    assert changed.invitation.answered_at == at("2026-03-02T11:00")
    again = answer(changed.invitation, SURVEY, {"csat": 4}, COURSE, at("2026-03-30T12:00"))
    assert (again.kind, again.invitation) == ("repeated", changed.invitation)


def test_an_answer_is_editable_for_a_day_from_the_first_one() -> None:
    assert ANSWERED.answered_at is not None
    end = ANSWERED.answered_at + 24 * HOUR
    assert editable(ANSWERED, COURSE, end - 1)
    changed = answer(ANSWERED, SURVEY, {"csat": 1}, COURSE, end - 1).invitation
    assert not editable(changed, COURSE, end)
    assert refused(changed, end) == "surveys.answer_final"


def test_expiry_holds_to_the_instant_even_before_the_timer_came() -> None:
    assert SENT.sent_at is not None
    end = SENT.sent_at + 14 * DAY
    assert answer(SENT, SURVEY, {"csat": 4}, COURSE, end - 1).kind == "first"
    assert not editable(SENT, COURSE, end)
    assert refused(SENT, end) == "surveys.link_expired"
    assert refused(replace(SENT, expired_at=end), end + 1) == "surveys.link_expired"


def test_an_answer_given_on_the_last_day_may_be_changed_for_its_day() -> None:
    assert SENT.sent_at is not None
    end = SENT.sent_at + 14 * DAY
    last = answer(SENT, SURVEY, {"csat": 4}, COURSE, end - 1).invitation
    assert answer(last, SURVEY, {"csat": 3}, COURSE, end + HOUR).kind == "changed"


def test_withdrawing_ends_what_is_open_and_leaves_answers_alone() -> None:
    now = at("2026-03-02T12:00")
    assert refused(withdrawn(SENT, now), now) == "surveys.link_withdrawn"
    assert due(withdrawn(invitation(), now), COURSE, FATIGUE, now) is None
    assert withdrawn(ANSWERED, now) is ANSWERED
    expired = replace(SENT, expired_at=now)
    assert withdrawn(expired, now) is expired


def test_what_was_not_sent_cannot_be_answered_and_nothing_is_no_answer() -> None:
    assert refused(invitation(), at("2026-03-02T10:01")) == "surveys.link_invalid"
    with pytest.raises(SurveyError) as told:
        answer(
            SENT,
            replace(SURVEY, questions=SURVEY.questions[1:]),
            {"comment": ""},
            COURSE,
            at("2026-03-02T11:00"),
        )
    assert told.value.code == "surveys.answer_missing"
