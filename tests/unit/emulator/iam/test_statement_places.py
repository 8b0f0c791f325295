"""Where statements stand: lines and columns as the policy simulator tells them."""

import json

import pytest

from kmstui.emulator.iam.statement_places import Place, statement_places

ONE = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"Statement":[{},{}]}', [((1, 15), (1, 17)), ((1, 17), (1, 20))]),
        ('{"Statement":{}}', [((1, 15), (1, 16))]),
        ('{"Id":"\\"Statement\\":[","Statement":[{}]}', [((1, 38), (1, 40))]),
        ('\n{ "Statement" :\r\n [ {} ] , "Version":"x"}', [((3, 3), (3, 6))]),
    ],
)
def test_a_place_begins_after_what_comes_before_and_ends_after_the_brace(
    text: str, places: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    assert list(statement_places(text)) == [Place(*place) for place in places]


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_what_stands_there_is_the_statement(indent: int | None) -> None:
    statements = [{**ONE, "Sid": sid} for sid in ("a", "b", "Statement")]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=indent)
    lines = text.split("\n")

    def at(place: tuple[int, int]) -> int:
        return sum(len(line) + 1 for line in lines[: place[0] - 1]) + place[1] - 1

    found = [text[at(place.start) : at(place.end)].lstrip(", \n") for place in statement_places(text)]
    assert [json.loads(piece) for piece in found] == statements
