"""What the pages about the desk's promise are given: calendars, policies, codes, fields, rules, history, trying out.

`errors` are sentences by field ("" above the form); what was typed is in the record already. `notice` is a catalog key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from console.pages import Ms
from console.settings_pages import Choice

Bars = tuple[tuple[float, float], ...]
"""Open stretches of a day in hours since midnight: (begin, length)."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One weekday: its key, its name, its hours as text, and drawn to scale."""

    key: str
    name: str
    text: str
    bars: Bars


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One calendar in the list, with its week in small."""

    id: str
    name: str
    zone: str
    week: tuple[Bars, ...]
    country: str
    used: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class CalendarsPage:
    """All calendars. do=create: `name`, `zone`."""

    template: ClassVar[str] = "settings/calendars.html"
    rows: tuple[CalendarRow, ...]
    zones: tuple[str, ...]
    name: str
    zone: str
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class YearCell:
    """One date of the year view: column and row in its month, what it is, and its words where it is no ordinary day."""

    x: int
    y: int
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month of the year view."""

    name: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """Dates that the week does not decide: first and last, shown text, "closed", "open" or "break", hours, every year."""

    first: str
    last: str
    shown: str
    name: str
    kind: str
    hours: str
    yearly: bool


@dataclass(frozen=True, slots=True)
class ImportView:
    """A country's holidays of a year before they are taken: dates with names, which are worked, and whether it may still change."""

    country: str
    year: int
    region: str
    rows: tuple[tuple[str, str, bool], ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """One calendar. do=save: `version`, `name`, `zone`, `hours.<day>`, `effective`, `apply`. do=except: `from`, `until`, `kind`,

    `hours`, `label`, `yearly`. do=drop: `from`, `until`. do=import: `country`, `region`, `year`. do=remove. Query: `year`, `country`.
    """

    template: ClassVar[str] = "settings/calendar.html"
    id: str
    version: int
    name: str
    zone: str
    zones: tuple[str, ...]
    days: tuple[DayRow, ...]
    effective: str
    pending: str
    year: int
    months: tuple[MonthView, ...]
    exceptions: tuple[ExceptionRow, ...]
    countries: tuple[Choice, ...]
    country: str
    importing: ImportView | None
    added: Mapping[str, str]
    open_tickets: int
    used: int
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy of the list; `says` are its conditions in sentences (none: all work), `goals` its targets as (clock, text)."""

    id: str
    name: str
    says: tuple[str, ...]
    goals: tuple[tuple[str, str], ...]
    calendar: str
    steps: int
    shadowed_by: str


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """All policies, top down. do=up, do=down: `policy_id`, `order`* (all ids as they were seen), `apply`."""

    template: ClassVar[str] = "settings/policies.html"
    rows: tuple[PolicyRow, ...]
    open_tickets: int
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a form: `act` is "notify:team", "move_queue:<id>", "tag" ..., `text` the tag or address."""

    id: str
    clock: str
    when: str
    amount: str
    act: str
    text: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """One policy. do=save: `version`, `name`, `calendar_id`, `cond.queue`*, `cond.priority`*, `cond.channel`*, `cond.segment`,

    `cond.language`, `cond.tag` (comma lists), `goal.<clock>`, `goal.<priority>.<clock>`, `clock.<clock>` (ticked: around the clock),
    `share`, `pause`*, `count`*, `reopen_days`, `step.<n>.id|clock|when|amount|act|text`, `apply`. do=remove.
    """

    template: ClassVar[str] = "settings/policy.html"
    id: str
    version: int
    place: int
    places: int
    name: str
    calendar_id: str
    calendars: tuple[Choice, ...]
    says: tuple[str, ...]
    shadowed_by: str
    ticked: Mapping[str, tuple[str, ...]]
    typed: Mapping[str, str]
    clocks: tuple[str, ...]
    priorities: tuple[str, ...]
    channels: tuple[str, ...]
    queues: tuple[Choice, ...]
    people: tuple[Choice, ...]
    steps: tuple[StepRow, ...]
    open_tickets: int
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One wrap-up code with the queues it belongs to (none: all)."""

    id: str
    version: int
    name: str
    queue_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One required field; `choices` as text, one a line."""

    id: str
    version: int
    name: str
    kind: str
    choices: str
    queue_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Wrap-up codes and required fields. do=code, do=code_save, do=code_remove, do=up, do=down: `id`, `version`, `name`, `queue`*.

    do=field, do=field_save, do=field_remove: `id`, `version`, `name`, `kind`, `choices`, `queue`*. New ones have no `id`.
    """

    template: ClassVar[str] = "settings/codes.html"
    codes: tuple[CodeRow, ...]
    fields: tuple[FieldRow, ...]
    new_code: CodeRow
    new_field: FieldRow
    queues: tuple[Choice, ...]
    failed: str
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RuleField:
    """One rule: how it is edited (`kind`), its text or ticks by key, and the keys with their names where it has several."""

    name: str
    kind: str
    label: str
    hint: str
    texts: Mapping[str, str]
    ticks: Mapping[str, tuple[str, ...]]
    keys: tuple[Choice, ...] = ()
    options: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The desk's rules in sections (heading key, fields). do=save: `version` and a field for each rule."""

    template: ClassVar[str] = "settings/rules.html"
    sections: tuple[tuple[str, tuple[RuleField, ...]], ...]
    version: int
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What one version changed: field, what stood there, what stands there now."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: who made it and when, what it changed, and what going back to it would change now."""

    version: int
    at: Ms
    who: str
    changes: tuple[ChangeRow, ...]
    back: tuple[ChangeRow, ...]
    can_return: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The versions of one thing, newest first. do=undo: `to`, `version`, `apply`."""

    template: ClassVar[str] = "settings/history.html"
    section: str
    kind: str
    title: str
    href: str
    version: int
    rows: tuple[VersionRow, ...]
    open_tickets: int
    errors: Mapping[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RecentRow:
    """One change of anything: what it was, where it is looked at, who and when."""

    kind: str
    name: str
    version: int
    at: Ms
    who: str
    href: str


@dataclass(frozen=True, slots=True)
class RecentPage:
    """What was changed last, of every kind."""

    template: ClassVar[str] = "settings/recent.html"
    rows: tuple[RecentRow, ...]


@dataclass(frozen=True, slots=True)
class TriedClockRow:
    """A clock a made-up contact would have: its target as text, when it would be at risk and due."""

    clock: str
    target: str
    warn_at: Ms | None
    due_at: Ms | None
    steps: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What would become of the contact, in sentences. `others`: who would not get it, with the reasons."""

    at: Ms
    policy: str
    policy_href: str
    passed_over: tuple[str, ...]
    clocks: tuple[TriedClockRow, ...]
    way: tuple[str, ...]
    skills: tuple[str, ...]
    agent: str
    agent_id: str
    why: tuple[str, ...]
    terms: tuple[str, ...]
    nobody: str
    others: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TryPage:
    """A made-up contact. Query: `queue`, `channel`, `priority`, `speaks`, `segment`, `tags`, `at` (local date and time)."""

    template: ClassVar[str] = "settings/try.html"
    queues: tuple[Choice, ...]
    channels: tuple[str, ...]
    priorities: tuple[str, ...]
    asked: Mapping[str, str]
    answer: Answer | None
    errors: Mapping[str, str]
