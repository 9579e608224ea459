"""The token of a survey link: bound to the invitation, its ticket and cycle by a keyed hash. Holds no key and stores nothing."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from surveys.errors import SurveyError
from surveys.invitation import Invitation

MAC_BYTES = 18
"""144 bits: not to be guessed, and a multiple of 3, so the text has no padding."""


def token(key: bytes, invitation: Invitation) -> str:
    """`<invitation>.<code>`, safe in an address. The same invitation always has the same one: a second mail opens it too."""
    return f"{invitation.id}.{_code(key, invitation)}"


def invitation_of(text: str) -> str:
    """The invitation a token names, to look it up by; SurveyError `surveys.link_invalid` for another shape."""
    name, dot, code = text.rpartition(".")
    if not name or not dot or len(code) != MAC_BYTES * 4 // 3 or not text.isascii():
        raise SurveyError("surveys.link_invalid")
    return name


def refuse_foreign(key: bytes, text: str, invitation: Invitation) -> None:
    """Raises SurveyError `surveys.link_invalid` unless the token was made for just this invitation, ticket and cycle."""
    if not text.isascii() or not hmac.compare_digest(text, token(key, invitation)):
        raise SurveyError("surveys.link_invalid")


def _code(key: bytes, invitation: Invitation) -> str:
    facts = "\x00".join(
        ("survey", invitation.id, invitation.ticket, str(invitation.cycle), invitation.person)
    )
    made = hmac.new(key, facts.encode(), sha256).digest()[:MAC_BYTES]
    return urlsafe_b64encode(made).decode("ascii")
