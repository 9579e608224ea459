"""Whether a person is asked after a ticket or a call, and when: occasion, sampling, opt-out, cool-down, budget, quiet hours.

Every refusal has a reason that is recorded with the ticket. No randomness: the sample is drawn by a hash.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from surveys.settings import DAY, MINUTE, Course, Fatigue, Ms, outside_quiet

Refusal = Literal[
    "off",
    "spam",
    "merged",
    "closed_by_rule",
    "not_reached",
    "opted_out",
    "not_sampled",
    "cool_down",
    "budget",
    "already_asked",
]
Occasion = Literal["solved", "call_ended", "by_hand", "by_api"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A survey that goes out on its own: on which occasions, to what share (0 to 100 %) of them."""

    survey: str
    occasions: frozenset[Occasion]
    sample_percent: float = 100.0


@dataclass(frozen=True, slots=True)
class Case:
    """What happened to the ticket: `cycle` counts its solutions, so that a reopened one may be asked about again."""

    ticket: str
    cycle: int
    occasion: Occasion
    person: str
    zone: str
    spam: bool = False
    merged: bool = False
    closed_by_rule: bool = False
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that person was sent, on whatever channel and under whatever identity."""

    survey: str
    ticket: str
    cycle: int
    at: Ms


@dataclass(frozen=True, slots=True)
class Asking:
    """The decision: `send_at`, or the `refusal`; for the passing ones also when it would be allowed (`free_at`)."""

    send_at: Ms | None
    refusal: Refusal | None = None
    free_at: Ms | None = None


def asking(
    trigger: Trigger,
    case: Case,
    history: Iterable[Asked],
    fatigue: Fatigue,
    course: Course,
    *,
    opted_out: bool,
    now: Ms,
) -> Asking:
    """Whether and when this person is asked. By hand and by API skip sampling and the trigger, nothing else.

    `history` are the surveys sent to the person, those to merged customers included. To be decided again when the
    survey is sent: another channel may have used up the budget in the meantime.
    """
    sent = list(history)
    refusal = _unfit(trigger, case, sent, opted_out=opted_out)
    if refusal:
        return Asking(None, refusal)
    send_at = outside_quiet(fatigue, case.zone, now + course.delay_minutes * MINUTE)
    tired = _tired(sent, fatigue, send_at)
    return tired or Asking(send_at)


def _unfit(trigger: Trigger, case: Case, sent: list[Asked], *, opted_out: bool) -> Refusal | None:
    by_choice = case.occasion in ("by_hand", "by_api")
    reasons: list[tuple[Refusal, bool]] = [
        ("spam", case.spam),
        ("merged", case.merged),
        ("closed_by_rule", case.closed_by_rule),
        ("off", not by_choice and case.occasion not in trigger.occasions),
        ("not_reached", not case.reachable),
        ("opted_out", opted_out),
        ("already_asked", any((one.ticket, one.cycle) == (case.ticket, case.cycle) for one in sent)),
        ("not_sampled", not by_choice and not sampled(trigger, case.ticket, case.cycle)),
    ]
    return next((reason for reason, holds in reasons if holds), None)


def sampled(trigger: Trigger, ticket: str, cycle: int) -> bool:
    """Whether this solution is in the sample: the same answer however often it is asked, and after a restart too."""
    drawn = sha256(f"{trigger.survey}\x00{ticket}\x00{cycle}".encode()).digest()
    return int.from_bytes(drawn[:6]) < trigger.sample_percent / 100 * 2**48


def _tired(sent: list[Asked], fatigue: Fatigue, at: Ms) -> Asking | None:
    """The refusal of fatigue at the instant of sending; the windows are half open, so the very end is free again."""
    times = sorted(one.at for one in sent)
    if times and at < times[-1] + fatigue.cool_down_days * DAY:
        return Asking(None, "cool_down", times[-1] + fatigue.cool_down_days * DAY)
    window = fatigue.window_days * DAY
    recent = [each for each in times if each > at - window]
    if len(recent) >= fatigue.budget:
        free = recent[-fatigue.budget] + window if fatigue.budget else None
        return Asking(None, "budget", free)
    return None
