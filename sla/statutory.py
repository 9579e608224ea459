"""A country's public holidays of given years, from the `holidays` package, as an editable part of a calendar's rules.

An import, not a rule: what comes in is stored with the calendar and may be changed. Needs that package, so `sla` itself
does not import this module.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sla.errors import SlaError
from sla.hours import Hours
from sla.plain import Plain
from sla.rules import Rules

LANGUAGES = {"en": ("en_US", "en_GB", "en_AU"), "zh": ("zh_CN", "zh_TW", "zh_HK")}


@dataclass(frozen=True, slots=True)
class Statutory(Plain):
    """Holidays and make-up working days with their names by language.

    `provisional` are years for which the country usually orders make-up days but none are known yet: look again later.
    """

    country: str
    region: str | None
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    names: Mapping[str, Mapping[str, str]]
    provisional: tuple[int, ...] = ()


def countries() -> dict[str, list[str]]:
    """The ISO codes that can be imported, each with its regions."""
    import holidays  # noqa: PLC0415 - heavy, and seldom wanted

    return holidays.list_supported_countries(include_aliases=False)


def statutory(country: str, years: Iterable[int], region: str | None = None) -> Statutory:
    """The public holidays of an ISO country (and region) in `years`; SlaError `sla.country_unknown` for another."""
    wanted = sorted(set(years))
    found = _listed(country, wanted, region, None)
    known = sorted(getattr(found, "weekend_workdays", ()) or ())
    last = known[-1].year if known else None
    return Statutory(
        country=country,
        region=region,
        holidays=tuple(sorted(found)),
        workdays=tuple(day for day in known if day.year in wanted),
        names=_names(country, wanted, region, found),
        provisional=tuple(year for year in wanted if last is not None and year > last),
    )


def _listed(country: str, years: Collection[int], region: str | None, language: str | None) -> Any:
    """The package's own answer; loaded only when somebody imports, not at every start."""
    import holidays  # noqa: PLC0415 - heavy, and seldom wanted

    try:
        return holidays.country_holidays(country, subdiv=region, years=years, language=language)
    except NotImplementedError as error:
        got = country if region is None else f"{country} / {region}"
        raise SlaError("sla.country_unknown", got=got) from error


def _names(country: str, years: Collection[int], region: str | None, found: Any) -> dict[str, dict[str, str]]:
    """Each date's name in English and Chinese where the package knows it, else in the country's own language.

    Always asked for by name: without one the package looks at the language of the machine.
    """
    words: dict[str, dict[str, str]] = {day.isoformat(): {} for day in found}
    for language, tags in LANGUAGES.items():
        tag = next((tag for tag in tags if tag in found.supported_languages), found.default_language)
        for day, name in _listed(country, years, region, tag).items():
            words[day.isoformat()][language] = name
    return words


def with_statutory(rules: Rules, imported: Statutory) -> Rules:
    """`rules` with the imported holidays, and with make-up days opened as the week's usual working day.

    Overrides that are already there stay as they are: whoever wrote them knew better.
    """
    usual = _usual_hours(rules)
    opened = {day: usual for day in imported.workdays if not rules.weekly[day.weekday()] and usual}
    return replace(
        rules,
        holidays=rules.holidays | frozenset(imported.holidays),
        overrides={**opened, **rules.overrides},
        names={**imported.names, **rules.names},
    )


def _usual_hours(rules: Rules) -> Hours:
    """The hours most weekdays have; of equally frequent ones those that come first in the week."""
    days = [hours for hours in rules.weekly if hours]
    return max(days, key=days.count, default=())
