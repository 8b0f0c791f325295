"""The gateway to an account in this process: bound to an identity and a Region, opened when first asked."""

from collections.abc import Sequence
from threading import Barrier, Thread
from typing import Any

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Identity, Params, Result
from kmstui.backends.local import LocalEndpoint

Call = tuple[str, str, str, str, Params]


class Books:
    """An account that writes down what it was asked."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def call(self, identity: str, region: str, service: str, operation: str, params: Params) -> Result:
        self.calls.append((identity, region, service, operation, params))
        if operation == "Refused":
            raise AwsError("NotFoundException", "no such thing")
        return {"Answer": len(self.calls)}

    def identities(self) -> Sequence[Identity]:
        return (Identity("alice", "arn:alice"), Identity("bob", "arn:bob"))


class Opener:
    """Opens the account, as often as it is asked, after failing as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.books = Books()
        self.failures = failures
        self.opened = 0

    def __call__(self) -> Books:
        if self.failures:
            self.failures -= 1
            raise AwsError("InternalFailure", "the account does not open")
        self.opened += 1
        return self.books


def _endpoint(opener: Opener) -> LocalEndpoint:
    return LocalEndpoint(opener, "111122223333", "emulator", ("us-east-1", "eu-west-1"), "carol")


def test_a_gateway_says_for_whom_and_where_it_calls() -> None:
    opener = Opener()
    gateway = _endpoint(opener).gateway("bob", "eu-west-1")
    assert gateway.call("kms", "ListKeys", {"Limit": 1}) == {"Answer": 1}
    assert opener.books.calls == [("bob", "eu-west-1", "kms", "ListKeys", {"Limit": 1})]


def test_a_refusal_comes_through_as_it_is() -> None:
    gateway = _endpoint(Opener()).gateway("bob", "eu-west-1")
    with pytest.raises(AwsError, match="NotFoundException: no such thing"):
        gateway.call("kms", "Refused", {})


def test_nothing_is_opened_before_the_first_call() -> None:
    opener = Opener()
    endpoint = _endpoint(opener)
    gateway = endpoint.gateway("bob", "us-east-1")
    assert (endpoint.account_id, endpoint.label) == ("111122223333", "emulator")
    assert endpoint.regions() == ("us-east-1", "eu-west-1")
    assert endpoint.identities() == (Identity("carol", "arn:aws:iam::111122223333:user/carol"),)
    assert opener.opened == 0
    gateway.call("kms", "ListKeys", {})
    assert [identity.name for identity in endpoint.identities()] == ["alice", "bob"]


def test_the_account_is_opened_once_however_many_ask_at_once() -> None:
    opener, ready = Opener(), Barrier(8, timeout=10)
    endpoint = _endpoint(opener)
    told: list[str] = []
    endpoint.when_opened(lambda: told.append("opened"))

    def ask() -> None:
        ready.wait()
        endpoint.gateway("bob", "us-east-1").call("kms", "ListKeys", {})

    askers = [Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert (opener.opened, told, len(opener.books.calls)) == (1, ["opened"], 8)


def test_an_account_that_does_not_open_is_told_of_each_time_and_may_open_later() -> None:
    endpoint = _endpoint(Opener(failures=2))
    told: list[Any] = []
    endpoint.when_opened(lambda: told.append("opened"))
    endpoint.when_unavailable(told.append)
    gateway = endpoint.gateway("bob", "us-east-1")
    for _ in range(2):
        with pytest.raises(AwsError, match="the account does not open"):
            gateway.call("kms", "ListKeys", {})
    assert [error.message for error in told] == ["the account does not open"] * 2
    assert gateway.call("kms", "ListKeys", {}) == {"Answer": 1}
    assert told[2:] == ["opened"]
