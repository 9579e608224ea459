"""The wire between desk and telephone provider, described in docs/telephony.md. Reports in, commands out; times are ms UTC."""

from __future__ import annotations

from typing import Literal

import msgspec

from server.base.clock import Ms
from server.desk.calls_report import Kind

CommandType = Literal[
    "connect",
    "hold",
    "resume",
    "mute",
    "unmute",
    "transfer",
    "hangup",
    "dial",
    "add",
    "remove",
    "leave",
]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a call. Unknown fields are ignored: providers add them."""

    type: Kind
    call_id: str
    at: Ms
    direction: Literal["in", "out"] = "in"
    number: str = ""
    language: Literal["en", "zh"] | None = None
    queue_id: str | None = None
    agent_id: str | None = None
    party_id: str | None = None
    answered_at: Ms | None = None
    reason: str = ""
    recording_url: str = ""
    question: str = ""
    keys: str = ""


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider shall ask on the line after a call, in words, and which keys answer it; `end_key`: `#` ends the number."""

    question: str
    words: str
    language: str
    lowest: int
    highest: int
    end_key: bool
    may_skip: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The desk's answer to a report. Unknown fields are ignored."""

    action: str = "go_on"
    ask: Prompt | None = None


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to put a call through to. `id` comes back in reports as `agent_id`; their line is configured at the provider."""

    id: str
    name: str


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the provider shall do. `command_id` is the same when an order is sent again: it is done once."""

    type: CommandType
    command_id: str
    call_id: str
    at: Ms
    agent: Agent | None = None
    queue_id: str | None = None
    number: str | None = None
    party_id: str | None = None
    warm: bool = False
