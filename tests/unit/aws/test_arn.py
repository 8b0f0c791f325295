"""ARNs come apart and go together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmstui.aws.arn import Arn

PART = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]))
NAMED = PART.filter(bool)


@given(NAMED, PART, PART, st.text(min_size=1), NAMED)
def test_what_is_put_together_comes_apart_the_same(
    service: str, region: str, account: str, resource: str, partition: str
) -> None:
    arn = Arn(service, region, account, resource, partition)
    assert Arn.parse(str(arn)) == arn


def test_a_resource_has_a_kind_and_a_name() -> None:
    key = Arn.parse("arn:aws:kms:us-east-1:111122223333:key/1234abcd")
    assert (key.kind, key.name) == ("key", "1234abcd")
    nested = Arn.parse("arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-0def")
    assert (nested.kind, nested.name) == ("assumed-role", "i-0def")
    root = Arn.parse("arn:aws:iam::111122223333:root")
    assert (root.kind, root.name) == ("", "root")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alias/app",
        "arn:aws:kms:us-east-1:111122223333",
        "urn:aws:kms:::key/1",
        "arn::kms:::x",
        "arn:aws::::x",
        "arn:aws:kms:::",
    ],
)
def test_what_is_not_an_arn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an ARN|not enough values"):
        Arn.parse(text)
