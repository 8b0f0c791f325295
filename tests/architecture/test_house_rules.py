"""The rules of the house that no linter knows: sizes, cycles and what may be imported where at run time."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kmstui"
FILES = sorted(SOURCE.rglob("*.py"))
FILE_LINES = 300
FUNCTION_LINES = 40
LIMITS = {"tui/app.py": 120, "tui/screens": 250}
FORBIDDEN_NAMES = ("Manager", "Helper", "Utils", "Util")
AWS_NAMES = {"KeyManager"}  # the API's own name for who manages a KMS key


def _limit(file: Path) -> int:
    relative = file.relative_to(SOURCE).as_posix()
    return next((limit for prefix, limit in LIMITS.items() if relative.startswith(prefix)), FILE_LINES)


def _functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining is not what the rule is against."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_the_source_is_found() -> None:
    assert len(FILES) > 50


def test_no_file_outgrows_its_room() -> None:
    sizes = {file: len(file.read_text().splitlines()) for file in FILES}
    assert {str(file): lines for file, lines in sizes.items() if lines > _limit(file)} == {}


def test_no_function_outgrows_a_screenful() -> None:
    long = {
        f"{file.relative_to(SOURCE)}:{function.name}": _body_lines(function)
        for file in FILES
        for function in _functions(file)
        if _body_lines(function) > FUNCTION_LINES
    }
    assert long == {}


def test_no_class_is_named_for_what_it_is_not() -> None:
    names = [
        f"{file.relative_to(SOURCE)}:{node.name}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef)
        and node.name.endswith(FORBIDDEN_NAMES)
        and node.name not in AWS_NAMES
    ]
    assert names == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Type-only imports count."""
    graph = grimp.build_graph("kmstui", exclude_type_checking_imports=False, cache_dir=None)
    reachable = {module: graph.find_upstream_modules(module) for module in graph.modules}
    circles = sorted(
        (one, other)
        for one in graph.modules
        for other in reachable[one]
        if one < other and one in reachable.get(other, set())
    )
    assert circles == []


def test_only_the_composition_root_imports_inside_functions() -> None:
    found = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in FILES
        if not file.relative_to(SOURCE).as_posix().startswith("cli")
        for function in _functions(file)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_nothing_unpickles_evaluates_or_runs_a_shell() -> None:
    names = {"eval", "exec", "pickle", "marshal", "shelve"}
    found = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names)
        or (isinstance(node, ast.Import) and any(alias.name in names for alias in node.names))
        or (isinstance(node, ast.keyword) and node.arg == "shell")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("kmstui.cli", ("textual", "botocore", "tinydb", "cryptography", "rich")),
        ("kmstui.tui.app", ("botocore", "boto3", "tinydb", "cryptography", "aiohttp")),
        ("kmstui.cli.serve", ("textual", "rich", "botocore", "boto3")),
        ("kmstui.cli.elsewhere", ("botocore", "boto3", "textual", "tinydb", "cryptography")),
        ("kmstui.hypervisor.zygote", ("textual", "rich", "tinydb", "msgspec")),
        ("kmstui.emulator.dispatch", ("textual", "rich", "botocore", "http.client", "asyncio")),
    ],
)
def test_an_entry_point_loads_only_what_it_uses(module: str, absent: tuple[str, ...]) -> None:
    """The static graph cannot tell a deferred import; a fresh interpreter can."""
    code = f"import sys, {module}; print(','.join(m for m in {absent!r} if m in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == ""
