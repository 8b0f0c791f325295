"""XML is written so that every parser reads what was meant, and is never read."""

import ast
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from kmstui.wire.xml import escaped

SOURCE = Path(__file__).parents[3] / "src" / "kmstui"
_PARSERS = {"xml", "lxml", "defusedxml", "pyexpat", "expat", "xmltodict", "bs4", "html"}


def _readable(text: str) -> str:
    """What remains of a text in XML 1.0."""
    return "".join(
        char
        if char in "\t\n\r" or (" " <= char <= "\ud7ff") or ("\ue000" <= char <= "\ufffd") or char > "\uffff"
        else "\ufffd"
        for char in text
    )


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_is_read_back(text: str) -> None:
    element = ET.fromstring(f"<a>{escaped(text)}</a>")

    assert (element.text or "") == _readable(text)


def test_what_has_a_meaning_is_escaped() -> None:
    assert escaped("""<a b="c">'&'</a>""") == "&lt;a b=&quot;c&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;"
    assert escaped("]]>\r\n") == "]]&gt;&#13;\n"
    assert escaped("\x00\x1b[31m\ud800\ufffe") == "\ufffd\ufffd[31m\ufffd\ufffd"
    assert escaped("plain ä \U0001f600") == "plain ä \U0001f600"


def test_no_module_of_ours_imports_a_parser_of_xml() -> None:
    found = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names.append(node.module or "")
            found += [f"{file}: {name}" for name in names if name.split(".")[0] in _PARSERS]

    assert found == []


def test_speaking_every_protocol_loads_no_parser_of_xml() -> None:
    code = (
        "import sys, kmstui.wire.routing as routing\n"
        "routing.catalogue()\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('xml', 'pyexpat', 'lxml')])"
    )

    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCE.parent)},
    )

    assert run.stdout == "[]\n"
