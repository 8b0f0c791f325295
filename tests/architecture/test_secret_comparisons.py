"""Nothing that must stay secret is compared by `==`: how long that takes tells how much of a guess was right.

`hmac.compare_digest` takes the same time for any guess. The names are those that such values go by here.
"""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kmstui"
SECRET = re.compile(r"(^|_)(sig|signature|mac|hmac|tag|token|digest|secret|password|passphrase)s?($|_)")
ALLOWED = frozenset(
    {
        "emulator/trail/lookup.py: digest == query.digest",  # a page's query, not secret
        "tui/dialogs/confirm.py: self.query_one('#token', LineInput).value == self.question.token",  # shown
        "tui/screens/ec2/volume_tabs.py: tags == self._saved",  # AWS's resource tags
        "tui/screens/kms/create_key.py: self.draft.step == verbs.TAGS",  # the name of a step
    }
)
"""What goes by such a name and is nobody's secret."""


def comparisons(tree: ast.AST) -> list[ast.Compare]:
    """Every `==` and `!=` with a name of a secret on one side, unless the other is a constant."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            sides = [node.left, *node.comparators]
            if any(map(_secret, sides)) and not any(map(_trivial, sides)):
                found.append(node)
    return found


def _secret(side: ast.expr) -> bool:
    name = side.id if isinstance(side, ast.Name) else side.attr if isinstance(side, ast.Attribute) else ""
    return bool(SECRET.search(name.lower()))


def _trivial(side: ast.expr) -> bool:
    return isinstance(side, ast.Constant)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("signature == wanted", 1),
        ("wanted != self.mac", 1),
        ("found.session_token == token", 1),
        ("token != ''", 0),
        ("signatures_made == 3", 0),
        ("stage == wanted", 0),
        ("hmac.compare_digest(mac, wanted)", 0),
    ],
)
def test_the_search_finds_what_it_is_for(code: str, expected: int) -> None:
    assert len(comparisons(ast.parse(code))) == expected


def test_no_secret_is_compared_by_equality() -> None:
    found = {
        f"{file.relative_to(SOURCE).as_posix()}: {ast.unparse(node)}"
        for file in sorted(SOURCE.rglob("*.py"))
        for node in comparisons(ast.parse(file.read_text()))
    }
    assert found - ALLOWED == set()
    assert ALLOWED - found == set()
