"""The wire between the desk and the screens: frames and what a socket may say, around `records`. The scripts' types follow from both.

`gone` takes a record away. Applying a frame twice, or a record older than the one held, changes nothing.
"""

from __future__ import annotations

from typing import Any, Literal

from console.records import (
    AgentRecord,
    AnyRecord,
    AttachmentBrief,
    CallRecord,
    Channel,
    ConversationRecord,
    CustomerBrief,
    EntryRecord,
    Gone,
    IdentityBrief,
    Interaction,
    LastSurvey,
    Limits,
    MacroRecord,
    Me,
    MoodLine,
    MoodMark,
    Ms,
    NoticeRecord,
    OfferRecord,
    OwnDraft,
    PartyBrief,
    QueueRecord,
    Record,
    RulesRecord,
    SkillRecord,
    Snapshot,
    SupervisionRecord,
    TeamRecord,
    Thread,
    TicketFieldRecord,
    TicketRecord,
    WhisperRecord,
    Wire,
    WrapUpCodeRecord,
)

__all__ = [
    "AgentRecord",
    "Alive",
    "AnyFrame",
    "AnyRecord",
    "AnySaid",
    "AnyWidgetSaid",
    "AttachmentBrief",
    "Beat",
    "Bye",
    "CallRecord",
    "Change",
    "Channel",
    "ConversationRecord",
    "CustomerBrief",
    "EntryRecord",
    "Frame",
    "Gone",
    "Hello",
    "IdentityBrief",
    "Interaction",
    "Keys",
    "LastSurvey",
    "Limits",
    "MacroRecord",
    "Me",
    "MoodLine",
    "MoodMark",
    "Ms",
    "NoticeRecord",
    "OfferRecord",
    "OwnDraft",
    "PartyBrief",
    "QueueRecord",
    "Record",
    "Refused",
    "Resync",
    "RulesRecord",
    "Said",
    "SkillRecord",
    "Snapshot",
    "SupervisionRecord",
    "TeamRecord",
    "Thread",
    "TicketFieldRecord",
    "TicketRecord",
    "Typing",
    "Viewing",
    "Watch",
    "Welcome",
    "WhisperRecord",
    "WidgetChange",
    "WidgetChat",
    "WidgetHello",
    "WidgetKeys",
    "WidgetMessage",
    "WidgetSurvey",
    "Wire",
    "WrapUpCodeRecord",
]


# --- from the desk to a screen -------------------------------------------------------------------------------------


class Frame(Wire, frozen=True, kw_only=True, tag_field="frame"):
    """Something the desk says on a socket."""


class Change(Frame, frozen=True, kw_only=True, tag="change"):
    """One event of the log as this screen may see it. `prev` is the seq of the change frame before it on this stream."""

    seq: int
    prev: int
    at: Ms
    kind: str
    records: list[AnyRecord]


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    """The answer to hello: the stream goes on after `cursor`; what was missed follows as change frames."""

    cursor: int
    head: int
    heartbeat_s: int


class Resync(Frame, frozen=True, kw_only=True, tag="resync"):
    """The cursor is too old or the configuration changed: here is a fresh snapshot; the stream goes on after its seq."""

    snapshot: Snapshot
    reason: str


class Beat(Frame, frozen=True, kw_only=True, tag="beat"):
    """Sent every heartbeat: the newest seq of the log and of this stream, so that a screen knows whether it is current."""

    head: int
    last: int
    at: Ms


class Typing(Frame, frozen=True, kw_only=True, tag="typing"):
    """Somebody is typing on a ticket. `who` customer or user; never stored."""

    ticket_id: str
    who: Literal["customer", "user"]
    user_id: str | None
    on: bool


class Viewing(Frame, frozen=True, kw_only=True, tag="viewing"):
    """Which colleagues have the ticket open just now (`user_ids`) and which of them are writing."""

    ticket_id: str
    user_ids: list[str]
    typing_ids: list[str]


class Refused(Frame, frozen=True, kw_only=True, tag="refused"):
    """What the screen said could not be taken."""

    code: str
    detail: dict[str, Any]


class Bye(Frame, frozen=True, kw_only=True, tag="bye"):
    """The desk closes the socket. `retry_after_ms` None: do not come back (rights ended)."""

    code: str
    retry_after_ms: int | None


# --- from a screen to the desk ----------------------------------------------------------------------------------------


class Said(Wire, frozen=True, kw_only=True, tag_field="say", forbid_unknown_fields=True):
    """Something a screen says on a socket. Commands do not come here: they are POSTs."""


class Hello(Said, frozen=True, kw_only=True, tag="hello"):
    """First of all: the cursor to go on from (0: none) and the tickets that are open on this screen."""

    cursor: int
    watch: list[str] = []
    device: str = ""


class Watch(Said, frozen=True, kw_only=True, tag="watch"):
    """The tickets open on this screen from now on: their entries are sent here."""

    ticket_ids: list[str]


class Keys(Said, frozen=True, kw_only=True, tag="typing"):
    """The person at this screen is (or is no longer) writing a reply on a ticket."""

    ticket_id: str
    on: bool


class Alive(Said, frozen=True, kw_only=True, tag="alive"):
    """The application's heartbeat, which renews the presence lease. `active`: the person touched the screen in the last minutes."""

    active: bool = True


AnySaid = Hello | Watch | Keys | Alive
AnyFrame = Change | Welcome | Resync | Beat | Typing | Viewing | Refused | Bye


# --- the widget ----------------------------------------------------------------------------------------------------------


class WidgetMessage(Wire, frozen=True, kw_only=True):
    """A message as the customer sees it. `seq` orders; `client_id` matches the echo of what this browser sent. `system`: the desk's own."""

    id: str
    seq: int
    at: Ms
    mine: bool
    system: bool
    author: str | None
    body: str
    client_id: str | None
    attachments: list[AttachmentBrief]


class WidgetSurvey(Wire, frozen=True, kw_only=True):
    """How it was: one question on a scale (csat, nps, ces; `ends` name its lowest and highest), and one for words (`comment`)."""

    question: str
    kind: str
    words: str
    ends: list[str]
    value: int | None
    comment: str | None
    comment_words: str
    answered: bool


class WidgetChat(Wire, frozen=True, kw_only=True):
    """A chat as its customer sees it. `state`: waiting, open, ended. `position` in the queue while waiting (1 is next).

    `wait_s`: about how long it still takes, None: nobody can say. `opens_at`: the queue is closed until then.
    `supervisors`: the names of those who have joined.
    """

    conversation_id: str
    seq: int
    state: str
    agent: str | None
    position: int | None
    wait_s: int | None
    opens_at: Ms | None
    supervisors: list[str]
    delivered_seq: int
    read_seq: int
    agent_read_seq: int
    messages: list[WidgetMessage]
    survey: WidgetSurvey | None = None


class WidgetChange(Frame, frozen=True, kw_only=True, tag="chat"):
    """The chat changed: new messages and its present state. `prev` as in Change."""

    prev: int
    chat: WidgetChat


class WidgetHello(Said, frozen=True, kw_only=True, tag="widget_hello"):
    """First of all on a widget's socket: where to go on from."""

    conversation_id: str
    cursor: int


class WidgetKeys(Said, frozen=True, kw_only=True, tag="widget_typing"):
    """The customer is (or is no longer) writing."""

    on: bool


AnyWidgetSaid = WidgetHello | WidgetKeys
