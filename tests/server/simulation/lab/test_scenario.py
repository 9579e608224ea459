"""A scenario says what is wrong with it before it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.base.errors import Invalid
from server.base.i18n import error_text
from server.simulation.lab import scenario as lab
from tests.server.simulation.lab.days import CALLS, TEAM, plain, scenario

SHIPPED = sorted((Path(lab.__file__).parent / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_can_be_read(path: Path) -> None:
    found = lab.from_toml(path.read_text(encoding="utf-8"))
    assert sum(sum(found.arrivals(one)) for one in found.classes) > 500


def test_one_number_holds_for_every_interval_and_a_list_for_each() -> None:
    found = scenario(classes=[{**CALLS, "arrivals": [1, 2, 3, 4]}])
    assert found.arrivals(found.classes[0]) == (1, 2, 3, 4)
    assert found.agents(found.groups[0]) == (4, 4, 4, 4)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("scenario.day", {"closes": "08:00"}),
    ("scenario.day", {"closes": "12:20"}),
    ("scenario.length", {"classes": [{**CALLS, "arrivals": [1, 2]}]}),
    ("scenario.length", {"groups": [{**TEAM, "agents": [1]}]}),
    ("scenario.twice", {"classes": [CALLS, CALLS]}),
    ("scenario.queue", {"queues": [{"name": "orders", "steps": [{"after_s": 30, "overflow": "nowhere"}]}]}),
    ("body.invalid", {"opens": "8 o'clock"}),
    ("body.invalid", {"classes": []}),
    ("body.invalid", {"groups": [{**TEAM, "agnets": 3}]}),
    ("body.invalid", {"classes": [{**CALLS, "handle": {"mean_s": -1}}]}),
]


@pytest.mark.parametrize(
    ("code", "changed"), WRONG, ids=[f"{code}-{number}" for number, (code, _) in enumerate(WRONG)]
)
def test_what_cannot_be_a_day_is_refused_in_both_languages(code: str, changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        lab.checked(plain(**changed))
    assert refused.value.code == code
    english, chinese = (error_text(language, code, refused.value.detail) for language in ("en", "zh"))
    assert english != chinese and "{" not in english + chinese


def test_broken_toml_is_refused_with_the_place() -> None:
    with pytest.raises(Invalid) as refused:
        lab.from_toml("opens = 8\nname = = 3")
    assert refused.value.code == "scenario.syntax" and "line 2" in str(refused.value.detail["where"])
