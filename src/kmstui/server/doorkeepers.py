"""Who a request is from: as its signature proves, or as it says where nobody checks.

Signatures are `wire.sigv4`'s; what is decided here is what an endpoint makes of them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from kmstui.server.account import Account
from kmstui.wire.message import Request
from kmstui.wire.sigv4 import Reason, SignatureRefused, Signed, Verifier, claimed, demand_service


class Doorkeeper(Protocol):
    """Finds out who a request is from."""

    def identify(self, request: Request, now: datetime) -> Signed:
        """Who sends it, and under which Region and service.

        Raises:
            SignatureRefused: when it is not let in, whatever it asks for.
        """
        ...

    def admit(self, signed: Signed, service: str) -> None:
        """Let somebody speak to a service, by its name in credential scopes.

        Raises:
            SignatureRefused: when the request was not signed for it, or for a Region that does not answer.
        """
        ...


class Verifying:
    """Believes signatures alone."""

    def __init__(self, account: Account, regions: Collection[str]) -> None:
        self._verifier = Verifier(account.credential)
        self._regions = frozenset(regions)

    def identify(self, request: Request, now: datetime) -> Signed:
        """Who signed it."""
        return self._verifier.verify(request, now)

    def admit(self, signed: Signed, service: str) -> None:
        """Only for the service that it was signed for, in a Region that there is."""
        demand_service(signed, service)
        _demand_region(signed, self._regions)


class Trusting:
    """Believes what a request says of itself: for test environments, whose credentials mean nothing."""

    def __init__(self, regions: Collection[str]) -> None:
        """The first of `regions` is that of a request that names none."""
        self._regions = frozenset(regions)
        self._nobody = Signed("", "", next(iter(regions)), "", presigned=False)

    def identify(self, request: Request, now: datetime) -> Signed:  # noqa: ARG002 - any time will do
        """Who it says it is from; nobody in particular where that cannot be made out."""
        try:
            return claimed(request) or self._nobody
        except SignatureRefused:
            return self._nobody

    def admit(self, signed: Signed, service: str) -> None:  # noqa: ARG002 - any service will do
        """Any service, in a Region that there is."""
        _demand_region(signed, self._regions)


def _demand_region(signed: Signed, regions: frozenset[str]) -> None:
    if signed.region not in regions:
        words = f"Credential should be scoped to a valid region, not '{signed.region}'. "
        raise SignatureRefused(Reason.SCOPE, words)
