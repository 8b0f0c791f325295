"""No operation without a contract: every one is answered in a test here, and refused in one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from kmstui.aws.operations import OPERATIONS

FOLDER = Path(__file__).parent
CANNOT_BE_REFUSED = {
    ("kmstui", "GetAccountSettings"),
    ("kmstui", "GetStatus"),
    ("sts", "GetCallerIdentity"),
}
"""Operations that take nothing and need no permission: there is nothing to refuse."""


def _marked(mark: str) -> set[tuple[str, str]]:
    return {pair for file in sorted(FOLDER.glob("test_*.py")) for pair in _in_file(file, mark)}


def _in_file(file: Path, mark: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text())):
        for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if (
                isinstance(decorator, ast.Call)
                and isinstance(decorator.func, ast.Name)
                and decorator.func.id == mark
            ):
                service, *operations = [ast.literal_eval(argument) for argument in decorator.args]
                yield from ((service, operation) for operation in operations)


def test_every_operation_is_answered_in_a_test() -> None:
    assert OPERATIONS.keys() - _marked("covers") == set()


def test_every_operation_is_refused_in_a_test() -> None:
    assert OPERATIONS.keys() - _marked("refuses") - CANNOT_BE_REFUSED == set()


def test_nothing_is_marked_that_is_no_operation() -> None:
    assert (_marked("covers") | _marked("refuses")) - OPERATIONS.keys() == set()
