"""What is installed is exactly what was locked: versions and sums, no addresses, no torch, one version in all locks."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata

import pytest

from tests.meta.tree import ROOT

LOCKS = ("requirements.lock", "requirements-model.lock", "requirements-test.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_sums_and_no_address(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")]
    pinned = [line for line in lines if not line.startswith(" ")]
    assert pinned
    assert all(re.match(r"[a-z0-9.-]+==[\w.]+( ; [^\\]+)? \\$", line) for line in pinned)
    assert all(
        re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" ")
    )
    assert not {"torch", "torchvision"} & set(_versions(name))


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_other_locks_hold_all_of_the_desks_in_the_same_versions(name: str) -> None:
    wider, desk = _versions(name), _versions("requirements.lock")
    assert {package: wider.get(package) for package in desk} == desk


def test_everything_the_project_declares_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-model.lock": project["project"]["optional-dependencies"]["model"],
        "requirements-test.lock": project["dependency-groups"]["test"],
    }
    missing = {
        name: {_name(one) for one in wishes} - set(_versions(name)) for name, wishes in declared.items()
    }
    assert missing == {name: set() for name in declared}


def test_this_environment_runs_the_locked_versions() -> None:
    locked = _versions("requirements.lock")
    here = {one.name.lower().replace("_", "-"): one.version for one in metadata.distributions()}
    assert {name: here[name] for name in locked if name in here} == {
        name: locked[name] for name in locked if name in here
    }
    assert {"starlette", "sqlalchemy", "msgspec", "cryptography"} <= set(here)


def test_the_lock_of_the_type_checker_names_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert "node_modules/typescript" in packages
    assert all("resolved" not in entry for entry in packages.values())


def _versions(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))


def _name(wish: str) -> str:
    return re.split(r"[\[<>=!~ ;]", wish, maxsplit=1)[0].lower()
