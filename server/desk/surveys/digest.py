"""The week's figures to supervisors, by mail on Monday morning. The figures are made by a job; here are the timer and the mail."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from server.base.clock import Ms, as_datetime
from server.base.i18n import translate
from server.desk import mails
from server.desk.access import SYSTEM_ONLY
from server.desk.asking import shapes
from server.desk.book import Book
from server.desk.secrets import MailSecret
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import USERS

TIMER = "survey_digest"
JOB = "survey.digest"
SUBJECT = "desk"
MONDAY_HOUR = 6
fires(TIMER, "survey.digest_due")


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line: what it is of (a kind, or somebody rated), its score in words (empty: too few answers), answers of asked."""

    name: str
    value: str
    answered: int
    asked: int


class Digest(Body, frozen=True, kw_only=True):
    """The week of one supervisor: the three scores, who was rated, and follow-ups still open."""

    user_id: str
    scores: tuple[Figure, ...]
    people: tuple[Figure, ...]
    open_follow_ups: int


def begin(book: Book) -> None:
    """See to it that there is a next Monday."""
    book.timer(TIMER, SUBJECT, next_monday(book.now))


def next_monday(now: Ms) -> Ms:
    """Return the next Monday at 6:00 UTC."""
    day = as_datetime(now)
    start = day.replace(hour=MONDAY_HOUR, minute=0, second=0, microsecond=0) - timedelta(days=day.weekday())
    due = start if start > day else start + timedelta(days=7)
    return round(due.timestamp() * 1_000)


@verb("survey.digest_due", Fire, SYSTEM_ONLY)
def due(book: Book, body: Fire) -> Answer:
    """Ask for the digests of the week, one for each supervisor, and set the next Monday."""
    if claim(book, body) is None:
        return Answer()
    begin(book)
    if shapes.rules(book).digest:
        week = next_monday(book.now)
        for user in book.find(USERS, role="supervisor"):
            if user.deactivated_at is None:
                book.job("desk", JOB, user.id, key=f"{user.id}:{week}")
    return Answer()


@verb("survey.digest", Digest, SYSTEM_ONLY)
def write(book: Book, body: Digest) -> Answer:
    """Put a digest into the outbox. It holds figures and names of staff, nothing of customers."""
    user = book.must(USERS, body.user_id)
    if user.deactivated_at is not None:
        return Answer()
    language = user.language
    lines = [translate(language, "survey.digest.hello", name=user.name, desk=book.settings.desk_name), ""]
    lines += [_line(language, one, translate(language, f"survey.kind.{one.name}")) for one in body.scores]
    lines += ["", translate(language, "survey.digest.people")]
    lines += [_line(language, one, one.name) for one in body.people]
    lines += ["", translate(language, "survey.digest.open", n=body.open_follow_ups)]
    lines += ["", f"{book.settings.address}/surveys?days=7&by=agent"]
    subject = translate(language, "survey.digest.subject", desk=book.settings.desk_name)
    mails.send(
        book, MailSecret(to=user.email, subject=subject, text="\n".join(lines)), "survey_digest", user.id
    )
    return Answer()


def _line(language: str, one: Figure, name: str) -> str:
    value = one.value or translate(language, "report.few")
    return translate(language, "survey.digest.line", name=name, value=value, n=one.answered, asked=one.asked)
