"""`simulate` on the terminal: figures that repeat, JSON that can be read, a picture, and clear refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.cli import main

SMALL = """
name = "Small"
opens = "08:00"
closes = "10:00"
classes = [{ name = "Calls", queue = "q", arrivals = 20, handle = { mean_s = 120 }, patience_s = 90 }]
groups = [{ name = "Team", queues = ["q"], agents = 2 }]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_same_seed_gives_the_same_figures(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for seed in ("3", "3", "4"):
        assert main(["simulate", str(small), "--days", "2", "--seed", seed, "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out)["result"]["total"])
    assert told[0] == told[1] != told[2]


def test_a_changed_scenario_is_compared_and_drawn(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = small.with_name("more.toml")
    more.write_text(SMALL.replace("agents = 2", "agents = 4"), encoding="utf-8")
    picture = small.with_suffix(".svg")
    assert (
        main(["simulate", str(small), "--against", str(more), "--days", "4", "--picture", str(picture)]) == 0
    )
    shown = capsys.readouterr()
    assert "pp" in shown.out and "4/4" in shown.err
    assert picture.read_text(encoding="utf-8").count("<circle") == 4


def test_an_unknown_file_says_which_scenarios_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "nowhere.toml"]) == 1
    assert "weekday" in capsys.readouterr().err


def test_too_many_days_are_refused(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(small), "--days", "100000"]) == 1
    assert "100000" in capsys.readouterr().err
