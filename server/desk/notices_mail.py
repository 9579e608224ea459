"""The copy of a notice by mail, for people who want one while they are not at the desk."""

from __future__ import annotations

from typing import Any

from server.base.i18n import moment, translate
from server.desk import mails, quiet
from server.desk.book import Book
from server.desk.secrets import MailSecret
from server.store.tables.notices import Notice
from server.store.tables.staff import USERS, User
from server.store.tables.work import PRESENCE

GONE = ("offline", "away")


def copy(book: Book, user: User, notice: Notice) -> None:
    """Mail the notice when the person asked for that, is not at the desk and has no quiet hours just now.

    Raises KeyError when the facts do not fill the sentence, whoever it is for: that is a mistake of the caller's.
    """
    sentence = translate(user.language, f"notice.{notice.kind}", **_words(book, user, notice.facts))
    if user.preferences.get("notice_mail") is not True or quiet.is_quiet(user, book.now):
        return
    presence = book.get(PRESENCE, user.id)
    if presence is not None and presence.state not in GONE:
        return
    link = f"{book.settings.address}/console#ticket={notice.about_id}" if notice.about_id else ""
    places = {"name": user.name, "sentence": sentence, "link": link or book.settings.address}
    mail = MailSecret(
        to=user.email,
        subject=sentence,
        text=translate(user.language, "mail.notice.text", **places),
    )
    mails.send(book, mail, "notice", user.id)


def _words(book: Book, user: User, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as a sentence uses them, as the console's own `sentences.js` does: names for ids, words for codes."""
    words = dict(facts)
    for name, value in facts.items():
        if name.endswith("user_id") and isinstance(value, str):
            colleague = book.get(USERS, value)
            words[name.removesuffix("_id")] = colleague.name if colleague else ""
        elif name.endswith("_at") and isinstance(value, int):
            words[name] = moment(user.language, user.time_zone, value)
        elif name == "clock":
            words[name] = translate(user.language, f"clock.{value}")
    return words
