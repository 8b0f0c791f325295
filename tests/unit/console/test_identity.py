"""Who one can be, and what the choices are called."""

from collections.abc import Sequence

import pytest

from kmstui.aws.gateway import Gateway, Identity, Realm
from kmstui.console.identity import Choice, find_identity, identity_choices, kind_of, region_choices

ALICE = Identity("alice", "arn:aws:iam::111122223333:user/alice", "administrator")
ROLE = Identity("orders-app", "arn:aws:iam::111122223333:role/orders-app")
UNKNOWN = Identity("profile", "")


class Account:
    """An endpoint that opens nothing."""

    account_id = "111122223333"
    label = "test"
    realm = Realm.EMULATOR
    delay = ""

    def identities(self) -> Sequence[Identity]:
        """Three."""
        return (ALICE, ROLE, UNKNOWN)

    def regions(self) -> Sequence[str]:
        """One known and one new."""
        return ("eu-central-1", "moon-base-1")

    def gateway(self, identity: str, region: str) -> Gateway:
        """Nobody asks."""
        raise NotImplementedError


def test_identities_are_noted_by_what_they_are_for_or_else_by_their_kind() -> None:
    assert identity_choices(Account(), "orders-app") == (
        Choice("alice", "administrator", False),
        Choice("orders-app", "role", True),
        Choice("profile", "", False),
    )


def test_regions_have_the_names_aws_gives_them() -> None:
    assert region_choices(Account(), "eu-central-1") == (
        Choice("eu-central-1", "Europe (Frankfurt)", True),
        Choice("moon-base-1", "", False),
    )


def test_no_name_is_the_first_identity() -> None:
    assert find_identity((ALICE, ROLE), "") == ALICE


def test_an_identity_is_found_by_name() -> None:
    assert find_identity((ALICE, ROLE), "orders-app") == ROLE


@pytest.mark.parametrize(("identities", "known"), [((ALICE, ROLE), "alice, orders-app"), ((), "nobody")])
def test_an_unknown_name_is_refused_with_those_there_are(identities: Sequence[Identity], known: str) -> None:
    with pytest.raises(LookupError, match=f"'mallory' here. Known: {known}."):
        find_identity(identities, "mallory")


def test_an_identity_without_an_arn_has_no_kind() -> None:
    assert kind_of(UNKNOWN) == ""
    assert kind_of(ALICE) == "user"
