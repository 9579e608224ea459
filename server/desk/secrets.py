"""The shapes of what is sealed: every personal field of the desk. Stored under the id of the thing they belong to."""

from __future__ import annotations

import msgspec


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """Personal fields of one thing, sealed together."""


class CustomerSecret(Secret, frozen=True, kw_only=True):
    """A customer's name (None: not known yet), custom fields and a remark."""

    name: str | None = None
    fields: dict[str, str] = {}
    remark: str = ""


class OrganisationSecret(Secret, frozen=True, kw_only=True):
    """An organisation's name."""

    name: str


class IdentitySecret(Secret, frozen=True, kw_only=True):
    """An address in its normal form (E.164, lower-case mail, WeChat id ...)."""

    value: str


class TicketSecret(Secret, frozen=True, kw_only=True):
    """What the ticket is about, and the words of its fields."""

    subject: str
    fields: dict[str, str] = {}


class ConversationSecret(Secret, frozen=True, kw_only=True):
    """Where replies on this thread go."""

    address: str = ""
    page: str = ""


class EntrySecret(Secret, frozen=True, kw_only=True):
    """What was written. `fields` hold personal facts of an event posted by another system."""

    body: str = ""
    fields: dict[str, str] = {}


class CallSecret(Secret, frozen=True, kw_only=True):
    """The other end's number (empty: withheld) and where the recording lies."""

    number: str = ""
    recording_url: str = ""


class AttachmentSecret(Secret, frozen=True, kw_only=True):
    """The name the file came with."""

    name: str


class MailSecret(Secret, frozen=True, kw_only=True):
    """An outgoing mail. `html` is the same as `text`, drawn; `stop` the address where one more click ends such mails (RFC 8058)."""

    to: str
    subject: str
    text: str
    html: str = ""
    stop: str = ""


class DraftSecret(Secret, frozen=True, kw_only=True):
    """An unsent text; `mode` reply or note, `since_seq` the newest entry its writer had seen."""

    text: str
    mode: str = "reply"
    since_seq: int = 0


class InvitationSecret(Secret, frozen=True, kw_only=True):
    """What lets a person answer a survey (`token` of the link, `address` of the mail), and the words of the effective answer."""

    token: str = ""
    address: str = ""
    words: dict[str, str] = {}


class FollowUpSecret(Secret, frozen=True, kw_only=True):
    """What was done after a low answer: how the customer was reached, why it happened, what was done, what they were told."""

    contact: str
    cause: str
    remedy: str
    told: str


class RemarkSecret(Secret, frozen=True, kw_only=True):
    """What a reader said of an article."""

    text: str


class SearchSecret(Secret, frozen=True, kw_only=True):
    """What somebody searched for."""

    text: str
