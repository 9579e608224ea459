"""Service clocks of tickets: kept by the log, counted by `sla`. Other parts of the desk use what is named here."""

from server.desk.clocks.open_work import apply_to_open
from server.desk.clocks.trying import Tried, TriedClock, try_policy

__all__ = ["Tried", "TriedClock", "apply_to_open", "try_policy"]
