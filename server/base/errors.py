"""The one family of errors a person or a program may see. Each carries a code (also the message key) and what fills the message.

Not for bugs: those stay ordinary exceptions and become "internal" at the shell that meets them.
"""

from __future__ import annotations

from typing import ClassVar


class DeskError(Exception):
    """A refusal with a stable `code`, an HTTP `status` and the plain values its message needs (never personal data)."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, **detail: str | float | bool | None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.detail.items())
        return f"{self.code} ({facts})" if facts else self.code


class Invalid(DeskError):
    """What came does not have the expected form or value."""

    status = 422


class Malformed(DeskError):
    """What came cannot be read at all."""

    status = 400


class Unknown(DeskError):
    """The thing is not there, or not for this person: both look alike on purpose."""

    status = 404


class Forbidden(DeskError):
    """The person is known but their role does not include this."""

    status = 403


class Unidentified(DeskError):
    """Nobody is signed in, or the sign-in is no longer good."""

    status = 401


class Conflict(DeskError):
    """The thing has moved on since the sender looked; nothing was changed."""

    status = 409


class TooLarge(DeskError):
    """More bytes, parts or depth than allowed."""

    status = 413


class TooMany(DeskError):
    """Over a rate limit; `retry_after_s` in the detail says when to come back."""

    status = 429


class Unavailable(DeskError):
    """Cannot be done just now (database busy or away); the same key may be sent again."""

    status = 503
