#!/usr/bin/env python3
"""Starts Switchboard from a fresh checkout; needs Python 3.11 and nothing else. Not part of the wheel.

python3 run.py            the demo desk on 127.0.0.1:8000, installed and migrated on the first start
python3 run.py test       everything the tests need, then all suites (or: test PYTEST-ARGUMENTS)
python3 run.py install-model   what the language model needs; a running desk does it by itself
python3 run.py VERB ...   any verb of `desk`: serve, work, migrate, bench, verify, doctor ...
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RESULTS = ROOT / ".results"
MODEL_LOCK = "requirements-model.lock"
OLDEST = (3, 11)
# A suite over its budget is reported; one that takes this many times its budget hangs and is ended. The budgets are for
# an idle machine with two cores.
PATIENCE = 2.5
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


class Stopped(Exception):
    """The start cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Suite:
    """One part of the tests: folders below tests/, seconds it may take, and how many processes share it."""

    name: str
    folders: tuple[str, ...]
    budget_s: int
    processes: int = 0


SUITES = (
    Suite("engines", ("routing", "sla", "kb", "sentiment", "surveys"), 60, 2),
    Suite("console", ("console",), 15),
    Suite("js", ("js",), 15),
    Suite("server", ("server",), 300, 2),
    Suite("flows", ("flows",), 45, 2),
    Suite("meta", ("meta",), 60, 2),
    Suite("browser", ("browser",), 350, 2),
    Suite("faults", ("faults",), 230),
)


@dataclass
class Outcome:
    """What came of a suite. `trouble` says in words why it failed apart from its tests; empty when nothing is wrong."""

    suite: Suite
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    trouble: str = ""


def main(arguments: list[str]) -> int:
    """Return the exit code of the verb; `up` (the demo desk) without one."""
    try:
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        if arguments == ["gates"]:
            return run_gates()
        if arguments == ["install-model"]:
            install(MODEL_LOCK)
            return 0
        start_desk(arguments or ["up"])
    except Stopped as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


# The desk


def start_desk(arguments: list[str]) -> None:
    """Install what a desk runs on and become `python -m server ARGUMENTS`, so that signals reach it directly."""
    install("requirements.lock")
    os.environ.setdefault("DESK_HOME", str(ROOT / ".desk"))
    os.execv(PYTHON, [str(PYTHON), "-m", "server", *arguments])


def install(lock: str) -> None:
    """Make .venv hold the packages of `lock`; nothing is looked at again until the lock or the Python changes."""
    with alone():
        make_environment()
        stamp = VENV / f"{lock}.stamp"
        wanted = fingerprint(lock)
        if not stamp.exists() or stamp.read_text() != wanted:
            install_packages(lock)
            stamp.write_text(wanted)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the install lock, so that two starts at once do not write into the same .venv."""
    with (ROOT / ".venv.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_environment() -> None:
    """Create .venv with this Python when it is missing or was made by another one, and put this tree on its path."""
    if environment_version() == sys.version.split()[0]:
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stopped(
            f"This Python {version} has no venv. On Debian and Ubuntu it is a package of its own:\n"
            f"    sudo apt-get install python{version}-venv\n"
            "Then start again: python3 run.py"
        )
    say(f"Making .venv with Python {sys.version.split()[0]}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        raise Stopped(f"Could not make {VENV}:\n{made.stdout}{made.stderr}")
    (site_packages() / "switchboard-tree.pth").write_text(f"{ROOT}\n")


def environment_version() -> str:
    """Return the Python version of .venv, or nothing when there is no working one that knows this tree."""
    if not PYTHON.exists() or not (site_packages() / "switchboard-tree.pth").exists():
        return ""
    asked = subprocess.run([str(PYTHON), "-V"], capture_output=True, text=True, check=False)
    return asked.stdout.strip().removeprefix("Python ")


def site_packages() -> Path:
    """Return the folder of .venv that packages are installed in."""
    return VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def fingerprint(lock: str) -> str:
    """Return what the installed packages depend on: the lock's bytes and the Python."""
    return f"{hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()} {sys.version.split()[0]}\n"


def install_packages(lock: str) -> None:
    """Install a lock with pip, sums checked, one line of progress per package."""
    total = sum("==" in line for line in (ROOT / lock).read_text().splitlines() if not line.startswith("#"))
    say(f"Installing the packages of {lock} (up to {total}); the first time this takes a minute or two")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--prefer-binary", "-r", str(ROOT / lock)]
    told: list[str] = []
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            told.append(line)
            if news := progress(line):
                count += 1
                say(f"  {count:3d}/{total}  {news}")
            elif line.startswith("Installing collected packages"):
                say("  unpacking them all")
    if pip.returncode != 0:
        raise Stopped(f"pip could not install {lock}; its last words were:\n\n{''.join(told[-15:])}")


def progress(line: str) -> str:
    """Return name and version of the package that a line of pip's begins to deal with, or nothing."""
    if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.\[\]-]+)==([\w.]+)", line):
        return f"{found[1]} {found[2]}"
    if found := re.match(r"Processing .*/([\w.]+)-([\w.]+)-[^/]*\.whl", line):
        return f"{found[1]} {found[2]}"
    return ""


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


# The static gates

GATES = (
    ["ruff", "check", "--quiet", "."],
    ["ruff", "format", "--check", "--quiet", "."],
    ["mypy", "--no-error-summary"],
    ["lint-imports", "--no-logo"],
)


def run_gates() -> int:
    """Run every static gate, also after one has failed; return 0 when all of them passed."""
    install("requirements-test.lock")
    failed = []
    for gate in GATES:
        say(f"=== {' '.join(gate)}")
        done = subprocess.run([str(VENV / "bin" / gate[0]), *gate[1:]], cwd=ROOT, check=False)
        if done.returncode != 0:
            failed.append(gate[0])
    say(f"static gates failed: {', '.join(failed)}" if failed else "static gates: all passed")
    return 1 if failed else 0


# The tests


def run_tests(arguments: list[str]) -> int:
    """Install and find what tests need, run every suite within its budget, and return 0 only when all of it passed."""
    install("requirements-test.lock")
    install(MODEL_LOCK)
    add_programs()
    add_node_packages()
    with services() as found:
        environment = {**os.environ, **found}
        if arguments:
            return subprocess.run(
                [str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment, check=False
            ).returncode
        shutil.rmtree(RESULTS, ignore_errors=True)
        RESULTS.mkdir()
        outcomes = [run_suite(suite, environment) for suite in SUITES]
    return report(outcomes)


def add_programs() -> None:
    """Install what the machine lacks of Chromium, a Chinese font and Redis, where this may be done (root on Debian)."""
    missing = []
    if not any(
        shutil.which(name)
        for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    ):
        missing.append("chromium")
    if not has_chinese_font():
        missing.append("fonts-noto-cjk")
    if not shutil.which("redis-server") and "DESK_TEST_REDIS_URL" not in os.environ:
        missing.append("redis-server")
    if not missing:
        return
    wish = f"apt-get install {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"!! Missing: {', '.join(missing)}. Tests that need them cannot run. On Debian: sudo {wish}")
        return
    say(f"Installing {', '.join(missing)} with apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", *command], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say(
                f"!! apt-get {command[0]} failed, what needs {', '.join(missing)} cannot run:\n{done.stderr[-1500:]}"
            )


def has_chinese_font() -> bool:
    """Say whether pictures of Chinese screens would show characters instead of boxes."""
    if sys.platform == "darwin":
        return True
    if not shutil.which("fc-list"):
        return False
    return bool(
        subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout.strip()
    )


def add_node_packages() -> None:
    """Install the type checker of the browser modules from package-lock.json, once for each version of the lock."""
    lock = ROOT / "package-lock.json"
    if not shutil.which("npm"):
        say(
            "!! Missing: node and npm. The tests of the browser modules cannot run; install Node.js 20 or newer."
        )
        return
    stamp = ROOT / "node_modules" / ".stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing the type checker for the browser modules")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise Stopped(f"npm ci failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    stamp.write_text(wanted)


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """Yield the addresses of PostgreSQL and Redis as variables; what had to be started ends with the block."""
    with subprocess.Popen(
        [str(PYTHON), "-m", "tests.machine"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        line = keeper.stdout.readline()
        if not line:
            raise Stopped("The services of the tests could not be started; the reason stands above.")
        try:
            yield json.loads(line)
        finally:
            keeper.stdin.close()


def run_suite(suite: Suite, environment: dict[str, str]) -> Outcome:
    """Run one suite in a process group of its own and end it when it takes far longer than its budget."""
    say(f"\n=== {suite.name} (budget {suite.budget_s} s)")
    outcome = Outcome(suite)
    command = suite_command(suite)
    if not command:
        outcome.trouble = "has no tests"
        return outcome
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            code = process.wait(timeout=suite.budget_s * PATIENCE)
            outcome.trouble = "" if code == 0 else f"exit code {code}"
        except subprocess.TimeoutExpired:
            outcome.trouble = f"ended after {PATIENCE:g} times its budget"
            end_group(process)
        except KeyboardInterrupt:
            end_group(process)
            raise
    outcome.seconds = time.monotonic() - began
    count(outcome)
    return outcome


def suite_command(suite: Suite) -> list[str]:
    """Return the command that runs a suite, nothing when it holds no tests."""
    result = str(RESULTS / f"{suite.name}.xml")
    if suite.name == "js":
        files = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.js"))
        reporters = ["--test-reporter=dot", "--test-reporter-destination=stdout"]
        reporters += ["--test-reporter=junit", f"--test-reporter-destination={result}"]
        return ["node", "--test", *reporters, *files] if files and shutil.which("node") else []
    folders = [
        f"tests/{folder}" for folder in suite.folders if any((ROOT / "tests" / folder).rglob("test_*.py"))
    ]
    if not folders:
        return []
    spread = ["-n", str(suite.processes), "--dist", "worksteal"] if suite.processes else []
    # Hypothesis draws the same examples every time and gives them the time a busy machine needs.
    spread += ["--hypothesis-profile", "ci"]
    return [str(PYTHON), "-m", "pytest", "-q", *spread, "--durations=5", f"--junitxml={result}", *folders]


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a suite and everything it started: asked first, killed ten seconds later."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
            return


def count(outcome: Outcome) -> None:
    """Fill in the numbers from the suite's JUnit file. A suite that left none has failed, whatever its exit code."""
    path = RESULTS / f"{outcome.suite.name}.xml"
    if not path.exists():
        outcome.trouble = outcome.trouble or "left no results"
        return
    for case in ET.parse(path).getroot().iter("testcase"):  # noqa: S314  written by our own test run
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            outcome.failed += 1
        elif "skipped" in kinds:
            outcome.skipped += 1
        else:
            outcome.passed += 1
    if outcome.skipped and IN_CI:
        outcome.trouble = outcome.trouble or f"{outcome.skipped} skipped, and CI may skip nothing"


def report(outcomes: list[Outcome]) -> int:
    """Print the table and the closing line; return the exit code."""
    say(f"\n{'suite':<10}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}{'budget':>8}")
    for one in outcomes:
        numbers = f"{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.1f}{one.suite.budget_s:>8}"
        late = "over its budget" if one.seconds > one.suite.budget_s and not one.trouble else ""
        say(f"{one.suite.name:<10}{numbers}  {one.trouble or late}")
    passed, failed, skipped = (
        sum(getattr(one, key) for one in outcomes) for key in ("passed", "failed", "skipped")
    )
    # A suite that ended badly without naming a failed test still counts as one failure.
    failed += sum(1 for one in outcomes if one.trouble and not one.failed)
    if skipped:
        say(f"!! {skipped} skipped: this machine lacks what they need, see the reasons above.")
    say(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(
            f"Switchboard needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.\n"
            "Try: python3.11 run.py"
        )
    sys.exit(main(sys.argv[1:]))
