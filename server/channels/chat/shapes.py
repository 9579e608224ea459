"""What the widget sends and gets below /api/widget. Shapes only; the verbs they become are those of `desk/chats.py`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from server.base.clock import Ms
from server.desk.chats import ClientId, Files, Line, Text
from server.desk.surveys.answering import Values


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a browser says. Unknown fields are refused."""


class Hello(Said, frozen=True, kw_only=True):
    """A browser that has no secret yet."""


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """The secret a browser keeps, to be known again. Shown once."""

    token: str


class Start(Said, frozen=True, kw_only=True):
    """The form before a chat. `identity` is the host page's token; `left`: nobody is there, answer it later."""

    message: Text
    client_id: ClientId
    language: Literal["en", "zh"]
    name: Line = ""
    address: Line = ""
    queue_id: str | None = None
    page: str = ""
    time_zone: str | None = None
    attachment_ids: Files = ()
    left: bool = False
    identity: str = ""


class CallBack(Said, frozen=True, kw_only=True):
    """A wish to be called at `address`, between two instants or as soon as possible."""

    address: Annotated[str, msgspec.Meta(min_length=4, max_length=40)]
    language: Literal["en", "zh"]
    name: Line = ""
    message: Text = ""
    queue_id: str | None = None
    page: str = ""
    time_zone: str | None = None
    from_at: Ms | None = None
    due_at: Ms | None = None
    identity: str = ""


class Message(Said, frozen=True, kw_only=True):
    """A message of the visitor."""

    body: Text
    client_id: ClientId
    attachment_ids: Files = ()


class Seen(Said, frozen=True, kw_only=True):
    """The newest seq that arrived or was seen."""

    upto: int


class Rating(Said, frozen=True, kw_only=True):
    """How it was: question to value or words."""

    answers: Values


class Nothing(Said, frozen=True, kw_only=True):
    """A command that needs no more than its address."""
