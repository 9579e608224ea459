"""The mail that asks: text and HTML in the person's language, with one link for each value of the scale. Opening a link records nothing."""

from __future__ import annotations

import html

from console.survey_pages import SurveyLetter, letter
from server.base.i18n import translate
from server.desk import mails
from server.desk.asking import shapes
from server.desk.book import Book
from server.desk.secrets import InvitationSecret, MailSecret
from server.store.tables.people import CUSTOMERS
from server.store.tables.surveys import Invitation
from server.store.tables.work import TICKETS
from surveys.scales import SCALES

KIND = "survey"


def write(book: Book, row: Invitation, *, again: bool = False) -> None:
    """Put the mail that asks (`again`: the one reminder) into the outbox, sealed under the customer's own key."""
    secret = book.open(row.id, InvitationSecret)
    if secret is None or not secret.address:
        return
    survey = shapes.survey(shapes.version_of(book, row.survey_id, row.survey_version))
    asked = survey.rated or survey.questions[0]
    link = f"{book.settings.address}/s/{secret.token}"
    scale = SCALES.get(asked.kind)
    number = book.must(TICKETS, row.ticket_id).number
    places = {"desk": book.settings.desk_name, "number": number}
    words = asked.words.get(row.language) or next(iter(asked.words.values()), "")
    drawn = SurveyLetter(
        desk=book.settings.desk_name,
        hello=translate(row.language, "survey.mail.again" if again else "survey.mail.hello", **places),
        question=words,
        ends=scale.ends[row.language] if scale else ("", ""),
        values=tuple((value, f"{link}?{asked.id}={value}") for value in asked.values) if scale else (),
        link=link,
        stop=f"{link}/stop",
    )
    mail = MailSecret(
        to=secret.address,
        subject=translate(row.language, "survey.mail.subject", **places),
        text=_plain(row.language, drawn),
        html=letter(row.language, drawn),
        stop=drawn.stop,
    )
    key_id = book.must(CUSTOMERS, row.customer_id).key_id
    mails.send(book, mail, KIND, None, key_id=key_id, about=row.id)


def _plain(language: str, drawn: SurveyLetter) -> str:
    taps = "\n".join(f"{value}  {link}" for value, link in drawn.values)
    ends = translate(language, "survey.mail.ends", low=drawn.ends[0], high=drawn.ends[1]) if taps else ""
    parts = [
        drawn.hello,
        drawn.question,
        ends,
        taps,
        translate(language, "survey.mail.page", link=drawn.link),
        translate(language, "survey.mail.stop", link=drawn.stop),
    ]
    return "\n\n".join(html.unescape(part) for part in parts if part)
