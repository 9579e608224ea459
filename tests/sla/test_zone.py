"""Zones cut into spans of constant offset."""

from datetime import UTC, datetime, timedelta

import pytest

from sla.errors import SlaError
from sla.zone import EPOCH, offset_at, spans, spans_back, spans_of_year, year_start, zone_info
from tests.sla.strategies import ODD_DAYS


def test_a_year_of_casablanca_has_the_two_changes_around_ramadan() -> None:
    found = [
        (EPOCH + timedelta(seconds=start), offset)
        for start, _, offset in spans_of_year("Africa/Casablanca", 2026)
    ]
    assert found == [
        (datetime(2026, 1, 1, tzinfo=UTC), 3600),
        (datetime(2026, 2, 15, 2, tzinfo=UTC), 0),
        (datetime(2026, 3, 22, 2, tzinfo=UTC), 3600),
    ]


@pytest.mark.parametrize("zone", sorted(ODD_DAYS))
def test_every_hour_lies_in_a_span_with_its_own_offset(zone: str) -> None:
    tz = zone_info(zone)
    for year in (1986, 2011, 2026, 2037, 2060):
        end = year_start(year)
        for start, stop, offset in spans_of_year(zone, year):
            assert start == end
            end = stop
            assert all(offset_at(tz, at) == offset for at in (*range(start, stop, 6 * 3600), stop - 1))
        assert end == year_start(year + 1)


def test_spans_are_cut_to_what_was_asked_and_run_both_ways() -> None:
    start, end = year_start(2025) + 5, year_start(2027) + 7
    forward = list(spans("Europe/Berlin", start, end))
    assert (forward[0][0], forward[-1][1]) == (start, end)
    assert list(spans_back("Europe/Berlin", start, end)) == forward[::-1]
    assert list(spans("Europe/Berlin", end, start)) == []


def test_a_zone_nobody_knows_is_refused() -> None:
    for name in ("Moon/Base", "../etc/passwd", ""):
        with pytest.raises(SlaError) as refusal:
            zone_info(name)
        assert refusal.value.code == "sla.zone_unknown"
