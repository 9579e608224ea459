"""When is it due, what is late? Values in, values out; `now` is an argument; no I/O, no randomness.

`sla.statutory` (imported holidays) is a module of its own, so that only who imports holidays loads their package.
"""

from sla.attainment import Attainment, attainment
from sla.calendar import Calendar
from sla.engine import Evaluation, Key, evaluate, step_named
from sla.errors import SlaError
from sla.events import (
    EVENTS,
    CalendarChanged,
    CallAnswered,
    CallEnded,
    CallRang,
    Created,
    CustomerWrote,
    DueSet,
    Event,
    FactsChanged,
    Merged,
    PoliciesChanged,
    Replied,
    StatusChanged,
    event_from_dict,
)
from sla.facts import KINDS, Author, Condition, Facts, Kind, Status
from sla.flight import Crew, Forecast, Work, flight_plan
from sla.messages import MESSAGES
from sla.notify import Notice, OnCall, Person, notices, notify_at
from sla.policy import Policy, considered, match, shadowed
from sla.reading import Line, Reached, Reading, State
from sla.rules import Rules
from sla.story import may_reopen
from sla.targets import Action, Step, Target

__all__ = [
    "EVENTS",
    "KINDS",
    "MESSAGES",
    "Action",
    "Attainment",
    "Author",
    "Calendar",
    "CalendarChanged",
    "CallAnswered",
    "CallEnded",
    "CallRang",
    "Condition",
    "Created",
    "Crew",
    "CustomerWrote",
    "DueSet",
    "Evaluation",
    "Event",
    "Facts",
    "FactsChanged",
    "Forecast",
    "Key",
    "Kind",
    "Line",
    "Merged",
    "Notice",
    "OnCall",
    "Person",
    "PoliciesChanged",
    "Policy",
    "Reached",
    "Reading",
    "Replied",
    "Rules",
    "SlaError",
    "State",
    "Status",
    "StatusChanged",
    "Step",
    "Target",
    "Work",
    "attainment",
    "considered",
    "evaluate",
    "event_from_dict",
    "flight_plan",
    "match",
    "may_reopen",
    "notices",
    "notify_at",
    "shadowed",
    "step_named",
]
