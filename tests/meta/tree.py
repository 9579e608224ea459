"""The tree as the tests of its shape see it: modules with their syntax, and names with their origin."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "console", "routing", "kb", "sla", "sentiment", "surveys")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the root, text and syntax tree."""

    path: str
    text: str
    syntax: ast.Module

    @property
    def lines(self) -> int:
        """How long the file is."""
        return self.text.count("\n")

    def functions(self) -> list[Function]:
        """Every function and method, nested ones included."""
        return [
            node for node in ast.walk(self.syntax) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

    def origins(self) -> dict[str, str]:
        """Return local name -> dotted name of everything imported, at the top or inside a function."""
        found: dict[str, str] = {}
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                found.update({name.asname or name.name.split(".")[0]: _bound(name) for name in node.names})
            elif isinstance(node, ast.ImportFrom):
                found.update({name.asname or name.name: f"{node.module}.{name.name}" for name in node.names})
        return found

    @cached_property
    def uses(self) -> tuple[tuple[str, int], ...]:
        """The dotted name and line of every use of something imported, aliases resolved."""
        origins = self.origins()
        names = [node for node in ast.walk(self.syntax) if isinstance(node, ast.Name | ast.Attribute)]
        found = [(_dotted(node).split("."), node.lineno) for node in names]
        return tuple(
            (".".join([origins[head], *rest]), line) for (head, *rest), line in found if head in origins
        )


def _bound(name: ast.alias) -> str:
    return name.name if name.asname else name.name.split(".")[0]


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return "?"


def read(path: Path) -> Module:
    """Return one Python file."""
    text = path.read_text(encoding="utf-8")
    return Module(str(path.relative_to(ROOT)), text, ast.parse(text))


@cache
def product() -> tuple[Module, ...]:
    """Every Python file of the seven packages."""
    return tuple(read(path) for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))


@cache
def everything() -> tuple[Module, ...]:
    """Every Python file of the project: packages, tests, run.py."""
    return (
        *product(),
        *(read(path) for path in sorted((ROOT / "tests").rglob("*.py"))),
        read(ROOT / "run.py"),
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the project: known to git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in told.split("\0") if name and (path := ROOT / name).is_file())
