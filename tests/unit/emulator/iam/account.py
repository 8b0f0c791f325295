"""A tiny account: IAM's handlers over a store in memory, without dispatch, throttling or trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest

from kmstui.aws.entropy import SeededEntropy
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.access_secrets import AccessSecrets
from kmstui.emulator.crypto.root_key import RootKey
from kmstui.emulator.iam.service import service
from kmstui.emulator.registry import Access, Caller, Context, ServiceEvent, Settings
from kmstui.emulator.store.account_store import AccountStore

from .building import ACCOUNT, ROOT, document, to

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
TRUST = document(to({"Service": "ec2.amazonaws.com"}, {"Effect": "Allow", "Action": "sts:AssumeRole"}))
"""A trust policy that IAM accepts."""
SECRETS = AccessSecrets(RootKey.ephemeral(SeededEntropy("root key")))
HANDLERS = {(handler.service, handler.operation): handler for handler in service(SECRETS).handlers}


def _call_nobody(service: str, operation: str, params: Params, caller: Caller) -> NoReturn:
    raise AssertionError(f"IAM calls no other service: {service}:{operation} {params} {caller}")


def _emit_nothing(event: ServiceEvent) -> NoReturn:
    raise AssertionError(f"IAM puts no events on the trail: {event}")


@dataclass
class Account:
    """Answers IAM calls for one caller."""

    caller: Caller = ROOT
    store: AccountStore = field(default_factory=AccountStore.in_memory)
    entropy: SeededEntropy = field(default_factory=lambda: SeededEntropy("iam"))

    @contextmanager
    def context(self) -> Iterator[Context]:
        """A running call."""
        with self.store.unit_of_work() as uow:
            yield Context(
                uow, NOW, self.entropy, self.caller, "us-east-1", "r", Settings(), _call_nobody, _emit_nothing
            )

    def call(self, operation: str, service: str = "iam", **params: Any) -> Result:
        """Make one call, without asking whether it is allowed."""
        handler = HANDLERS[service, operation]
        with self.context() as context:
            return handler.run(context, params, handler.resolve(context, params))

    def access(self, operation: str, service: str = "iam", **params: Any) -> list[Access]:
        """The permissions that a call needs."""
        handler = HANDLERS[service, operation]
        with self.context() as context:
            return list(handler.access(context, params, handler.resolve(context, params)))


def arn(resource: str) -> str:
    """An IAM ARN of the account."""
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def refused(account: Account, operation: str, **params: Any) -> tuple[str, str]:
    """The code and message that a call is refused with."""
    with pytest.raises(AwsError) as caught:
        account.call(operation, **params)
    return caught.value.code, caught.value.message
