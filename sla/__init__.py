"""When is it due, what is late? Values in, values out; `now` is an argument; no I/O, no randomness."""

from sla.calendar import Calendar
from sla.errors import MESSAGES, SlaError
from sla.rules import Rules

__all__ = ["MESSAGES", "Calendar", "Rules", "SlaError"]
