"""Settings: calendars, with the week drawn to scale, the exceptions of a year, and a country's holidays before they are taken."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from starlette.requests import Request

from console.pages import Page
from console.service_pages import CalendarPage, CalendarRow, CalendarsPage, ImportView
from console.settings_pages import Choice
from server.base.errors import DeskError, Invalid, Unknown
from server.base.i18n import BABEL, is_zone
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.business_time import calendar_of, today
from server.desk.calendars import CreateCalendar, EditCalendar, ImportHolidays, RemoveCalendar, latest
from server.desk.readings.agreements import Calendars, Countries, Holidays, Policies, RulesNow
from server.store.tables.config import Calendar
from server.web.calendar_view import (
    bars,
    exceptions,
    months,
    week_rows,
    with_exception,
    without_exceptions,
)
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.hours_text import typed_hours, typed_week
from server.web.kept import Draft, Wrong, kept_page
from server.web.pages import Form, asked, number, one, wished
from server.web.problems import language_of, said
from server.web.senders import SignedIn
from sla import Rules
from sla.hours import parse_hours
from sla.rules import WEEKDAYS

USUAL = {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}
MOST_DAYS = 366
PLACES = {
    "name.empty": "name",
    "sla.zone_unknown": "zone",
    "calendar.effective_past": "effective",
    "calendar.date": "effective",
    "sla.country_unknown": "region",
}


def doors() -> list[Door]:
    """Return the doors of the calendars' settings."""
    every = kept_page(ADMIN, _calendars, _calendars_done, PLACES)
    single = kept_page(ADMIN, _calendar, _calendar_done, PLACES)
    return [
        door("/settings/calendars", every, ADMIN, "GET", "POST"),
        door("/settings/calendars/{calendar_id}", single, ADMIN, "GET", "POST"),
    ]


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the names of time zones that people choose from."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )


async def _calendars(request: Request, found: SignedIn, draft: Draft) -> Page:
    known = await _known(request, found)
    rules = await asked(request, found.actor, "rules")
    assert isinstance(rules, RulesNow)
    rows = tuple(_card(row, known, rules.rules.calendar_id) for row in known.calendars)
    zone = draft.one("zone", found.user.time_zone)
    return CalendarsPage(rows, zones(), draft.one("name"), zone, draft.errors, draft.notice)


def _card(row: Calendar, known: Calendars, chosen: str | None) -> CalendarRow:
    rules = latest(calendar_of(row.body))
    week = tuple(bars(hours) for hours in rules.weekly)
    used = known.used.get(row.id, 0)
    return CalendarRow(row.id, row.name, rules.zone, week, row.country or "", used, row.id == chosen)


async def _calendars_done(request: Request, found: SignedIn, form: Form) -> str:
    wish = {"name": one(form, "name"), "hours": {"time_zone": one(form, "zone").strip(), "weekly": USUAL}}
    made = await context_of(request).command("calendars.create", found.actor, shaped(wish, CreateCalendar))
    return f"/settings/calendars/{made['id']}?done=settings.added"


async def _calendar(request: Request, found: SignedIn, draft: Draft) -> Page:
    row, known = await _row(request, found)
    now, language = context_of(request).clock.now(), language_of(request)
    calendar = calendar_of(row.body)
    rules, first = latest(calendar), today(latest(calendar).zone, now)
    shown, typed = _drawn(rules, draft)
    year = _year(request, first)
    importing, problem = await _importing(request, found, draft)
    countries = await asked(request, found.actor, "countries")
    policies = await asked(request, found.actor, "policies")
    assert isinstance(countries, Countries)
    assert isinstance(policies, Policies)
    pending = [
        state["effective"]
        for state in calendar.to_dict()["versions"]
        if state["effective"] > first.isoformat()
    ]
    return CalendarPage(
        row.id,
        row.version,
        draft.one("name", row.name) if draft.sent("save") else row.name,
        draft.one("zone", rules.zone) if draft.sent("save") else rules.zone,
        zones(),
        week_rows(shown, language, typed),
        draft.one("effective", "") if draft.sent("save") else "",
        pending[-1] if pending else "",
        year,
        months(rules, year, language),
        exceptions(rules, year, language),
        _countries(countries, language),
        request.query_params.get("country", "") or row.country or "CN",
        importing,
        {name: one(draft.form, name) for name in draft.form} if draft.sent("except") else {},
        policies.open_tickets,
        known.used.get(row.id, 0),
        {**draft.errors, **problem},
        draft.notice,
    )


def _drawn(rules: Rules, draft: Draft) -> tuple[Rules, dict[str, str] | None]:
    """The week as it was typed, as far as it can be read; else as it is stored."""
    if not draft.sent("save"):
        return rules, None
    typed = {day: draft.one(f"hours.{day}") for day in WEEKDAYS}
    week, _ = typed_week(typed)
    weekly = tuple(parse_hours(week[day], day) for day in WEEKDAYS)
    return Rules(rules.zone, weekly), typed


def _year(request: Request, first: date) -> int:
    text = request.query_params.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and 1970 <= int(text[:5]) <= 2100 else first.year


def _countries(countries: Countries, language: str) -> tuple[Choice, ...]:
    return _named(tuple(sorted(countries.countries)), language)


@lru_cache(maxsize=4)
def _named(codes: tuple[str, ...], language: str) -> tuple[Choice, ...]:
    territories = Locale.parse(BABEL[language]).territories
    named = [Choice(code, territories.get(code, code)) for code in codes if code in territories]
    return tuple(sorted(named, key=lambda choice: choice.name))


async def _importing(
    request: Request, found: SignedIn, draft: Draft
) -> tuple[ImportView | None, dict[str, str]]:
    """The holidays asked for in the address, and what is wrong with the question."""
    asks = request.query_params
    country, region, text = asks.get("country", ""), asks.get("region", "").strip(), asks.get("year", "")
    if draft.form or not country or not text.isdigit():
        return None, {}
    try:
        answer = await asked(
            request, found.actor, "holidays", country=country[:6], year=int(text[:4]), region=region[:32]
        )
    except DeskError as error:
        return None, {PLACES.get(error.code, ""): said(request, error)}
    assert isinstance(answer, Holidays)
    language = language_of(request)
    days = sorted({*answer.holidays, *answer.workdays})
    rows = tuple((day, answer.names.get(day, {}).get(language, ""), day in answer.workdays) for day in days)
    return ImportView(country, int(text), region, rows, answer.provisional), {}


async def _calendar_done(request: Request, found: SignedIn, form: Form) -> str:
    context, calendar_id = context_of(request), request.path_params["calendar_id"]
    seen = {"calendar_id": calendar_id, "version": number(form, "version")}
    wish = wished(form)
    if wish == "remove":
        await context.command("calendars.remove", found.actor, shaped(seen, RemoveCalendar))
        return "/settings/calendars?done=settings.removed"
    if wish == "import":
        years = [number(form, "year")]
        body = {
            **seen,
            "country": one(form, "country"),
            "region": one(form, "region") or None,
            "years": years,
        }
        await context.command("calendars.import", found.actor, shaped(body, ImportHolidays))
        return f"/settings/calendars/{calendar_id}?year={years[0]}&done=settings.imported"
    row, _ = await _row(request, found)
    rules = latest(calendar_of(row.body))
    if wish not in ("save", "except", "drop"):
        raise Invalid("form.malformed")
    edit = _saved(form, rules) if wish == "save" else {"hours": _excepted(form, rules, wish).to_dict()}
    body = {"name": row.name, **seen, **edit, "apply": one(form, "apply") == "yes"}
    await context.command("calendars.edit", found.actor, shaped(body, EditCalendar))
    first = one(form, "from")[:4]
    return (
        f"/settings/calendars/{calendar_id}?{f'year={first}&' if wish != 'save' else ''}done=settings.saved"
    )


def _saved(form: Form, rules: Rules) -> dict[str, object]:
    week, wrong = typed_week({day: one(form, f"hours.{day}") for day in WEEKDAYS})
    problems: dict[str, DeskError] = {f"hours.{day}": refusal for day, refusal in wrong.items()}
    zone = one(form, "zone").strip()
    if not is_zone(zone):
        problems["zone"] = Invalid("zone.unknown")
    if problems:
        raise Wrong(problems)
    hours = {**rules.to_dict(), "time_zone": zone, "weekly": week}
    return {"name": one(form, "name"), "hours": hours, "effective": one(form, "effective") or None}


def _excepted(form: Form, rules: Rules, wish: str) -> Rules:
    first = _day(form, "from")
    last = _day(form, "until") if one(form, "until") else first
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Wrong({"until": Invalid("calendar.range")})
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if wish == "drop":
        return without_exceptions(rules, days)
    kind, pairs = one(form, "kind"), []
    if kind != "closed":
        pairs = _typed(form)
    if kind != "closed" and one(form, "yearly"):
        raise Wrong({"kind": Invalid("calendar.yearly")})
    hours, label = parse_hours(pairs, "hours"), one(form, "label").strip()[:80]
    names = {"en": label, "zh": label} if label else {}
    return with_exception(rules, days, kind, hours, names, yearly=bool(one(form, "yearly")))


def _typed(form: Form) -> list[tuple[str, str]]:
    try:
        own, over = typed_hours(one(form, "hours"))
    except Invalid as refusal:
        raise Wrong({"hours": refusal}) from refusal
    if not own or over:
        raise Wrong({"hours": Invalid("hours.day")})
    return own


def _day(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(one(form, name))
    except ValueError as error:
        raise Wrong({name: Invalid("calendar.date", came=one(form, name)[:20])}) from error


async def _row(request: Request, found: SignedIn) -> tuple[Calendar, Calendars]:
    known, calendar_id = await _known(request, found), request.path_params["calendar_id"]
    row = next((one for one in known.calendars if one.id == calendar_id), None)
    if row is None:
        raise Unknown("calendar.unknown", id=calendar_id)
    return row, known


async def _known(request: Request, found: SignedIn) -> Calendars:
    known = await asked(request, found.actor, "calendars")
    assert isinstance(known, Calendars)
    return known
