"""run.py: installs once, says what is missing in words that can be followed, counts honestly, and fits CI's time."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import run
from tests.meta.tree import ROOT

GOOD = '<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>'
MIXED = (
    '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>'
    '<testcase name="c"><skipped/></testcase></testsuite></testsuites>'
)


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of results of this test's own."""
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    return tmp_path


def test_a_python_without_venv_is_told_which_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / "venv/bin/python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run.Stopped, match=r"apt-get install python3\.\d+-venv"):
        run.make_environment()


def test_a_second_start_installs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "install_packages", installed.append)
    lock = tmp_path / "a.lock"
    for text in ("one==1", "one==1", "one==2"):
        lock.write_text(text)
        run.install("a.lock")
    assert installed == ["a.lock", "a.lock"]


def test_an_installation_that_fails_is_tried_again_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (tmp_path / "a.lock").write_text("no-such-package-of-ours==1 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    for _ in range(2):
        with pytest.raises(run.Stopped, match=r"pip could not install a\.lock"):
            run.install("a.lock")


@pytest.mark.parametrize(
    ("line", "news"),
    [
        ("Collecting argon2-cffi==25.1.0 (from -r requirements.lock (line 5))\n", "argon2-cffi 25.1.0"),
        (
            "Processing /srv/wheels/babel-2.18.0-py3-none-any.whl (from -r requirements.lock (line 9))\n",
            "babel 2.18.0",
        ),
        (
            "Requirement already satisfied: rq==3.0.0 in ./.venv/lib (from -r a.lock (line 1)) (3.0.0)\n",
            "rq 3.0.0",
        ),
        ("  Downloading argon2_cffi-25.1.0-py3-none-any.whl (14 kB)\n", ""),
    ],
)
def test_progress_names_a_package_once(line: str, news: str) -> None:
    assert run.progress(line) == news


def test_every_test_folder_belongs_to_exactly_one_suite() -> None:
    folders = sorted(
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"
    )
    claimed = sorted(folder for suite in run.SUITES for folder in suite.folders)
    assert [folder for folder in folders if folder not in claimed] == []
    assert len(claimed) == len(set(claimed))


def test_the_budgets_of_all_suites_leave_ci_below_twenty_minutes() -> None:
    installing_and_gates = 120
    assert sum(suite.budget_s for suite in run.SUITES) + installing_and_gates <= 20 * 60


def test_results_are_counted_by_kind(results: Path) -> None:
    (results / "x.xml").write_text(MIXED)
    outcome = run.Outcome(run.Suite("x", ("x",), 1))
    run.count(outcome)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 1, 1)


def test_a_suite_over_its_budget_is_reported(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (results / "x.xml").write_text(GOOD)
    outcome = run.Outcome(run.Suite("x", ("x",), 1), seconds=1.5)
    run.count(outcome)
    assert run.report([outcome]) == 0
    assert "over its budget" in capsys.readouterr().out


def test_a_suite_without_results_has_failed(results: Path) -> None:
    outcome = run.Outcome(run.Suite("x", ("x",), 1))
    run.count(outcome)
    assert outcome.trouble == "left no results"
    assert run.report([outcome]) == 1


def test_ci_takes_a_skipped_test_for_a_failure(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (results / "x.xml").write_text(
        '<testsuite><testcase name="a"/><testcase name="c"><skipped/></testcase></testsuite>'
    )
    outcomes = []
    for in_ci in (False, True):
        monkeypatch.setattr(run, "IN_CI", in_ci)
        outcome = run.Outcome(run.Suite("x", ("x",), 1))
        run.count(outcome)
        outcomes.append(run.report([outcome]))
    assert outcomes == [0, 1]


def test_the_last_line_sums_up_all_suites(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (results / "x.xml").write_text(GOOD)
    outcome = run.Outcome(run.Suite("x", ("x",), 1))
    run.count(outcome)
    assert run.report([outcome]) == 0
    assert capsys.readouterr().out.endswith("\n2 passed, 0 failed\n")


def test_a_suite_far_over_its_budget_is_ended_with_all_it_started(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid, flush=True)"
    note = results / "pid"
    shell = f'{sys.executable} -c "{program}" > {note}; sleep 60'
    monkeypatch.setattr(run, "suite_command", lambda suite: ["bash", "-c", shell])
    outcome = run.run_suite(run.Suite("x", ("x",), 1), dict(os.environ))
    assert outcome.trouble == "ended after 2.5 times its budget"
    assert not _alive(int(note.read_text().split()[0]))


def test_a_test_that_skips_fails_when_ci_runs_it(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_it() -> None:\n    pytest.skip('no machine')\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    in_ci = {**os.environ, "CI": "true"}
    told = subprocess.run(command, cwd=ROOT, env=in_ci, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "skipped although CI may skip nothing" in told.stdout


def _alive(pid: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True
