"""What can happen to tickets, conversations, entries, waiting work and offers."""

from __future__ import annotations

from typing import Any, Literal

from server.base.clock import Ms
from server.desk.events.base import Event, event
from server.store.tables.work import Channel, Priority, Status


@event("ticket.opened")
class TicketOpened(Event, frozen=True, kw_only=True):
    """A ticket came into being, in a queue, owned by nobody yet."""

    ticket_id: str
    number: int
    customer_id: str
    channel: Channel
    queue_id: str
    priority: Priority
    tags: tuple[str, ...] = ()


@event("ticket.status_set")
class StatusSet(Event, frozen=True, kw_only=True):
    """The status changed; `snoozed_until` only with snoozed. `reason`: why, when a rule did it (idle)."""

    ticket_id: str
    status: Status
    was: Status
    snoozed_until: Ms | None = None
    reason: str | None = None


@event("ticket.priority_set")
class PrioritySet(Event, frozen=True, kw_only=True):
    """The priority changed."""

    ticket_id: str
    priority: Priority
    was: Priority


@event("ticket.tagged")
class Tagged(Event, frozen=True, kw_only=True):
    """The tags are now these."""

    ticket_id: str
    tags: tuple[str, ...]


@event("ticket.renamed")
class Renamed(Event, frozen=True, kw_only=True):
    """The subject changed; the words are sealed with the ticket."""

    ticket_id: str


@event("ticket.fields_set")
class FieldsSet(Event, frozen=True, kw_only=True):
    """What the ticket must tell before it is solved is now this, by field. True stands for words: they are sealed with the ticket."""

    ticket_id: str
    values: dict[str, str | float | int | bool]


@event("ticket.wrapped_up")
class WrappedUp(Event, frozen=True, kw_only=True):
    """Its agent said how the conversation ended."""

    ticket_id: str
    user_id: str
    code_id: str


@event("ticket.assigned")
class Assigned(Event, frozen=True, kw_only=True):
    """The ticket has this owner. `by`: offer, router (without ringing, then with the reason), user."""

    ticket_id: str
    user_id: str
    was: str | None
    queue_id: str
    by: Literal["offer", "router", "user"]
    why: dict[str, Any] = {}


@event("ticket.unassigned")
class Unassigned(Event, frozen=True, kw_only=True):
    """Nobody owns the ticket any more."""

    ticket_id: str
    user_id: str
    reason: str


@event("ticket.moved")
class Moved(Event, frozen=True, kw_only=True):
    """The ticket is in another queue."""

    ticket_id: str
    queue_id: str
    was: str


@event("ticket.read")
class TicketRead(Event, frozen=True, kw_only=True):
    """Its owner has seen everything up to entry `seq_read`."""

    ticket_id: str
    seq_read: int


@event("ticket.customer_changed")
class TicketCustomerChanged(Event, frozen=True, kw_only=True):
    """The ticket with its conversations and entries was found to be another customer's."""

    ticket_id: str
    customer_id: str
    was: str
    conversation_ids: tuple[str, ...]
    entry_ids: tuple[str, ...]
    call_ids: tuple[str, ...] = ()


@event("conversation.opened")
class ConversationOpened(Event, frozen=True, kw_only=True):
    """A thread on one channel began. `visitor_id` is the browser a chat is held with."""

    conversation_id: str
    ticket_id: str
    customer_id: str
    channel: Channel
    visitor_id: str | None = None


@event("conversation.ended")
class ConversationEnded(Event, frozen=True, kw_only=True):
    """The thread is over. `by`: customer, agent, rule."""

    conversation_id: str
    ticket_id: str
    by: str


@event("conversation.delivered")
class Delivered(Event, frozen=True, kw_only=True):
    """The customer's device holds everything up to `upto`."""

    conversation_id: str
    ticket_id: str
    upto: int


@event("conversation.read")
class ReadByCustomer(Event, frozen=True, kw_only=True):
    """The customer has seen everything up to `upto`."""

    conversation_id: str
    ticket_id: str
    upto: int


@event("entry.added")
class EntryAdded(Event, frozen=True, kw_only=True):
    """A line was written to a customer's timeline. Kinds: message, note, call, event, form."""

    entry_id: str
    customer_id: str
    entry_kind: str
    channel: str
    author_kind: str
    author_id: str | None = None
    ticket_id: str | None = None
    conversation_id: str | None = None
    client_id: str | None = None
    attachment_ids: tuple[str, ...] = ()
    facts: dict[str, Any] = {}
    happened_at: Ms | None = None


@event("work.queued")
class WorkQueued(Event, frozen=True, kw_only=True):
    """The ticket waits for an agent. `entered_at` and `due_at` keep their age when it waited before. `target_s`: the queue's aimed wait."""

    ticket_id: str
    queue_id: str
    channel: Channel
    priority: Priority
    skills: dict[str, int]
    entered_at: Ms
    due_at: Ms
    target_s: int
    reason: str


@event("work.boosted")
class WorkBoosted(Event, frozen=True, kw_only=True):
    """The ticket is served as if it were due `seconds` sooner, for this reason; 0: no longer."""

    ticket_id: str
    reason: str
    seconds: int


@event("work.overflowed")
class WorkOverflowed(Event, frozen=True, kw_only=True):
    """A step of its queue passed the waiting ticket on; those of `also_queue_ids` may still take it. `since`: when the step was due.

    `skills` is what is asked from now on, `why` what was relaxed, with the time waited and the number of overflows.
    """

    ticket_id: str
    queue_id: str
    was: str
    skills: dict[str, int]
    also_queue_ids: tuple[str, ...]
    hops: int
    since: Ms
    why: dict[str, Any]


@event("work.unroutable")
class WorkUnroutable(Event, frozen=True, kw_only=True):
    """Nobody can take the waiting ticket: no agent has the skills, or none of them is on shift. `changes_at`: its next step."""

    ticket_id: str
    code: Literal["no_agent_has_skills", "nobody_on_shift"]
    changes_at: Ms | None


@event("work.routable")
class WorkRoutable(Event, frozen=True, kw_only=True):
    """Somebody can take the waiting ticket again."""

    ticket_id: str


@event("work.ended")
class WorkEnded(Event, frozen=True, kw_only=True):
    """The ticket needs no agent now. `outcome`: done, abandoned."""

    ticket_id: str
    outcome: Literal["done", "abandoned"]


@event("offer.made")
class OfferMade(Event, frozen=True, kw_only=True):
    """The ticket is held out to an agent until `expires_at`."""

    offer_id: str
    ticket_id: str
    user_id: str
    expires_at: Ms
    why: dict[str, Any]


@event("offer.ended")
class OfferEnded(Event, frozen=True, kw_only=True):
    """The offer is over, once and for all."""

    offer_id: str
    ticket_id: str
    user_id: str
    outcome: Literal["accepted", "declined", "timed_out", "withdrawn"]
