"""What screens hold: records, and the shapes they are made of. Shapes only; how they travel is in `protocol`.

A screen holds records by (type, id). Each record has the `version` (log seq) of its last change; a screen keeps the highest.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Ms = int
Channel = Literal["chat", "voice", "email", "wechat", "api", "desk"]


class Wire(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A shape on the wire; every field is always present."""


class Record(Wire, frozen=True, kw_only=True, tag_field="type"):
    """Something a screen holds, keyed by its type and `id`."""

    id: str
    version: int


class CustomerBrief(Wire, frozen=True, kw_only=True):
    """A customer as shown in a list. `name` None: not known (shown as a word of the interface); `erased`: only the fact is left."""

    id: str
    name: str | None
    segment: str | None = None
    language: str | None = None
    blocked: bool = False
    erased: bool = False


class MoodMark(Wire, frozen=True, kw_only=True):
    """How a message sounds. `label`: as corrected, else as `found`; None: cannot tell. `start` to `end` (code points) decided."""

    label: str | None
    found: str | None
    confidence: float
    start: int | None
    end: int | None
    engine: str
    corrected: bool


class MoodLine(Wire, frozen=True, kw_only=True):
    """Where a mood stands (-1 to 1), the newest scores that led there, and whether a supervisor was asked to look."""

    value: float
    scores: list[float]
    falling: bool


class TicketRecord(Record, frozen=True, kw_only=True, tag="ticket"):
    """A ticket's card. `line` is the newest visible line (cut to 140 characters), `line_kind` its entry kind and author kind.

    `fields`: what it tells so far of what is wanted before solving, by id. `unroutable`: why nobody can take it. `call_back_at`: until when
    its customer was promised a call. `guest_ids`: colleagues in its call.
    """

    number: int
    subject: str
    customer: CustomerBrief
    channel: Channel
    queue_id: str
    status: str
    priority: str
    assignee_id: str | None
    tags: list[str]
    created_at: Ms
    updated_at: Ms
    line: str
    line_kind: str
    line_author: str
    line_at: Ms | None
    unread: int
    unanswered_since: Ms | None
    snoozed_until: Ms | None
    work_state: str | None
    waiting_since: Ms | None
    offered_to: str | None
    reopened: int
    due_at: Ms | None
    due_clock: str | None
    due_state: str | None
    due_since: Ms | None
    due_warn_at: Ms | None
    clocks_seq: int
    merged_into: str | None
    fields: dict[str, Any]
    wrap_up_code_id: str | None
    mood: MoodLine | None = None
    call_back_at: Ms | None
    guest_ids: list[str]
    unroutable: str | None


class AttachmentBrief(Wire, frozen=True, kw_only=True):
    """A file of an entry; `url` is below /api/v1."""

    id: str
    name: str
    media_type: str
    size: int
    url: str


class EntryRecord(Record, frozen=True, kw_only=True, tag="entry"):
    """A line of a timeline. `kind`: message, note, call, event, form. `facts` fill the sentence `timeline.<facts.code>` of the catalog."""

    ticket_id: str | None
    ticket_number: int | None
    conversation_id: str | None
    customer_id: str
    kind: str
    channel: str
    author_kind: Literal["customer", "user", "system", "api"]
    author_id: str | None
    author_name: str | None
    at: Ms
    seq: int
    body: str
    client_id: str | None
    attachments: list[AttachmentBrief]
    facts: dict[str, Any]
    erased: bool = False
    mood: MoodMark | None = None


class ConversationRecord(Record, frozen=True, kw_only=True, tag="conversation"):
    """A thread on one channel. Messages of staff up to `delivered_seq` / `read_seq` have reached / been seen by the customer."""

    ticket_id: str
    channel: Channel
    created_at: Ms
    ended_at: Ms | None
    delivered_seq: int
    read_seq: int


class PartyBrief(Wire, frozen=True, kw_only=True):
    """Somebody else in a call: a colleague (`user_id`) or a masked number outside. `state`: ringing, joined, left, failed."""

    id: str
    user_id: str | None
    number: str
    state: str


class CallRecord(Record, frozen=True, kw_only=True, tag="call"):
    """A call. `state`: ringing, connecting, answered, ended, failed. `number` is masked for display; empty when withheld."""

    ticket_id: str
    direction: Literal["in", "out"]
    state: str
    agent_id: str | None
    number: str
    rung_at: Ms
    answered_at: Ms | None
    ended_at: Ms | None
    held: bool
    muted: bool
    end_reason: str | None
    recording: bool
    candidates: list[CustomerBrief]
    parties: list[PartyBrief]


class Interaction(Wire, frozen=True, kw_only=True):
    """One of the last interactions, over all channels."""

    ticket_id: str | None
    ticket_number: int | None
    channel: str
    kind: str
    text: str
    at: Ms
    status: str | None


class IdentityBrief(Wire, frozen=True, kw_only=True):
    """An address. `shown` is masked unless the viewer asked to reveal it (which is audited)."""

    id: str
    kind: str
    shown: str
    verified: bool
    evidence: str | None


class LastSurvey(Wire, frozen=True, kw_only=True):
    """What a customer answered last: `score` of `best` on a scale (csat, nps, ces); `low`: it was followed up."""

    kind: str
    score: int
    best: int
    low: bool
    at: Ms
    ticket_number: int


class OfferRecord(Record, frozen=True, kw_only=True, tag="offer"):
    """Work held out to this screen's agent. `state`: open, accepted, declined, timed_out, withdrawn. All a person needs before answering.

    `candidates` has more than one customer when the caller is ambiguous; then `customer` is None.
    """

    ticket_id: str
    ticket_number: int
    agent_id: str
    channel: Channel
    queue_id: str
    subject: str
    created_at: Ms
    expires_at: Ms
    state: str
    customer: CustomerBrief | None
    candidates: list[CustomerBrief]
    identity: IdentityBrief | None
    time_zone: str | None
    waited_since: Ms
    last: list[Interaction]
    open_tickets: list[int]
    skills: dict[str, int]
    why: dict[str, Any]
    survey: LastSurvey | None = None


class AgentRecord(Record, frozen=True, kw_only=True, tag="agent"):
    """A member of staff on the floor. `load`: open pieces of work per channel against `capacity`.

    A wrap-up ends at `until` and is about ticket `about`. `set_by_id`: the supervisor who set the state, where one did.
    """

    name: str
    role: str
    team_ids: list[str]
    skills: dict[str, int]
    state: str
    reason: str | None
    since: Ms
    set_by: str
    set_by_id: str | None
    until: Ms | None
    about: str | None
    load: dict[str, int]
    capacity: dict[str, int]


class QueueRecord(Record, frozen=True, kw_only=True, tag="queue"):
    """A queue with what waits in it."""

    name: str
    team_id: str
    channels: list[str]
    waiting: int
    longest_since: Ms | None
    target_s: int


class TeamRecord(Record, frozen=True, kw_only=True, tag="team"):
    """A team's name."""

    name: str


class SkillRecord(Record, frozen=True, kw_only=True, tag="skill"):
    """A skill's name."""

    name: str


class NoticeRecord(Record, frozen=True, kw_only=True, tag="notice"):
    """Something this screen's person was told. `facts` fill the sentence `notice.<kind>`; `seen`: in the list, `read`: opened."""

    kind: str
    ticket_id: str | None
    facts: dict[str, Any]
    urgent: bool
    at: Ms
    seen: bool
    read: bool


class WrapUpCodeRecord(Record, frozen=True, kw_only=True, tag="wrap_up_code"):
    """How a conversation may have ended. `queue_ids` empty: in every queue."""

    name: str
    queue_ids: list[str]
    position: int


class TicketFieldRecord(Record, frozen=True, kw_only=True, tag="ticket_field"):
    """Something a ticket must tell before it is solved. `kind`: text, choice, number, yes_no. `queue_ids` empty: in every queue."""

    name: str
    kind: str
    choices: list[str]
    queue_ids: list[str]


class MacroRecord(Record, frozen=True, kw_only=True, tag="macro"):
    """A reply kept at hand, by language, with `{{places}}` for the composer to fill. `queue_ids` empty: in every queue."""

    name: str
    texts: dict[str, str]
    queue_ids: list[str]


class RulesRecord(Record, frozen=True, kw_only=True, tag="rules"):
    """What screens need of the desk's rules. One record, `desk`."""

    wrap_up_code_queues: list[str]


class SupervisionRecord(Record, frozen=True, kw_only=True, tag="supervision"):
    """A supervisor who is in a conversation. `mode`: watch (reads along), join (may write to the customer)."""

    ticket_id: str
    user_id: str
    mode: str
    since: Ms


class WhisperRecord(Record, frozen=True, kw_only=True, tag="whisper"):
    """Words between a supervisor and the agent of a conversation. Told to those two, and to nobody else."""

    ticket_id: str
    from_id: str
    to_id: str
    at: Ms
    seq: int
    body: str


class Gone(Wire, frozen=True, kw_only=True, tag_field="type", tag="gone"):
    """The record (`of`, `id`) is not to be seen any more."""

    of: str
    id: str
    version: int


AnyRecord = (
    TicketRecord
    | EntryRecord
    | ConversationRecord
    | CallRecord
    | OfferRecord
    | AgentRecord
    | QueueRecord
    | TeamRecord
    | SkillRecord
    | WrapUpCodeRecord
    | TicketFieldRecord
    | RulesRecord
    | MacroRecord
    | NoticeRecord
    | SupervisionRecord
    | WhisperRecord
    | Gone
)


class Me(Wire, frozen=True, kw_only=True):
    """Who is signed in at this screen."""

    id: str
    name: str
    email: str
    role: str
    language: str
    time_zone: str
    team_ids: list[str]
    queue_ids: list[str]
    preferences: dict[str, Any]


class Limits(Wire, frozen=True, kw_only=True):
    """Limits a screen must know before it sends."""

    message_chars: int
    attachment_bytes: int
    frame_bytes: int


class Snapshot(Wire, frozen=True, kw_only=True):
    """A screen's whole state at `seq`: staff, queues, the tickets that are mine or wait in my queues, my offers and calls."""

    seq: int
    at: Ms
    me: Me
    limits: Limits
    records: list[AnyRecord]


class OwnDraft(Wire, frozen=True, kw_only=True):
    """What the viewer typed and has not sent, on whichever device, since they had seen entry `since_seq`."""

    text: str
    mode: Literal["reply", "note"]
    since_seq: int
    at: Ms


class Thread(Wire, frozen=True, kw_only=True):
    """A ticket as opened: its newest entries (oldest first), conversations and calls, at `seq`. `older` continues backwards.

    `draft` comes with the newest page only.
    """

    seq: int
    ticket: TicketRecord
    records: list[AnyRecord]
    older: str | None
    draft: OwnDraft | None
