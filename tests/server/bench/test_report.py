"""The report: what it prints, what it returns, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.bench import report
from server.bench.measure import Figure

GOOD = Figure("walking", 2.0, 1.0, "ms", 2.0, "<= 3 x", True)
OVER = Figure("running", 9.0, 1.0, "ms", 9.0, "<= 3 x", False)


@pytest.fixture
def only_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_BENCH_POSTGRES_URL", raising=False)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch, only_sqlite: None) -> list[tuple[str, ...]]:
    """Two parts, one of them over its budget; the list says which databases each was asked for."""
    asked: list[tuple[str, ...]] = []

    def part(figure: Figure, kinds: tuple[str, ...]) -> Iterator[Figure]:
        asked.append(kinds)
        yield figure

    chosen = {"good": lambda kinds: part(GOOD, kinds), "over": lambda kinds: part(OVER, kinds)}
    monkeypatch.setattr(report, "PARTS", chosen)
    return asked


def test_a_run_within_its_budgets_succeeds(
    parts: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report.main(["good"]) == 0
    said = capsys.readouterr()
    assert "ok" in said.out and "OVER" not in said.out
    assert "PostgreSQL is not measured" in said.err
    assert parts == [("sqlite",)]


def test_one_figure_over_its_budget_fails_the_run(
    parts: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["measured", "walking", "running"]
    assert "OVER <= 3 x" in lines[2]


def test_postgres_is_measured_where_one_is_named(
    parts: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_BENCH_POSTGRES_URL", "postgresql://127.0.0.1/postgres")
    report.main(["good"])
    assert parts == [("sqlite", "postgres")]


def test_the_figures_are_kept_in_a_file_when_asked(parts: list[tuple[str, ...]], tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    report.main(["good", "--json", str(path)])
    assert json.loads(path.read_text()) == [GOOD._asdict()]


def test_an_unknown_part_is_refused_with_those_there_are(
    parts: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        report.main(["swimming"])
    assert refused.value.code == 2
    said = capsys.readouterr().err
    assert "swimming" in said and "good, over" in said
    assert parts == []


def test_columns_stand_under_their_headings() -> None:
    heading, good, over = report.table([GOOD, OVER]).splitlines()
    assert good.index("2.000") + 5 == heading.index("value") + 5
    assert good.index("ms") == over.index("ms") == heading.index("unit")


@pytest.mark.parametrize("part", list(report.PARTS))
def test_every_part_is_explained_in_both_languages(part: str) -> None:
    for name in ("bench.md", "bench.zh.md"):
        text = (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")
        assert f"`{part}`" in text
