"""The account behind a server: one that can be begun anew while the server goes on.

While that is done callers are asked to come again.
"""

from threading import Lock
from typing import TYPE_CHECKING

from kmstui.aws.credentials import Credential, Origin
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params
from kmstui.cli.account import LocalAccount

if TYPE_CHECKING:
    from kmstui.emulator.dispatch import Started

_BEING_RESET = ("ServiceUnavailable", "The account is being reset; try again.")


class Fronted:
    """An open account as a server asks it."""

    def __init__(self, account: LocalAccount, stand_in: str = "") -> None:
        """Opens the account; `stand_in` makes the calls of access keys that it never gave out, if not empty.

        Raises:
            AwsError: when it does not open.
        """
        self._account = account
        self._stand_in = stand_in
        self._emulator = account.emulator()
        self._changing = Lock()
        self._between = False

    @property
    def account_id(self) -> str:
        """Twelve digits."""
        return self._emulator.account_id

    def credential(self, access_key_id: str, session_token: str) -> Credential:
        """An access key with its secret."""
        return self._emulator.credential(access_key_id, session_token)

    def start_from(self, origin: Origin, service: str, operation: str, params: Params) -> "Started":
        """Make one call that came over the wire, without waiting for the disk."""
        if self._between:
            raise AwsError(*_BEING_RESET)
        return self._emulator.start_from(origin, service, operation, params, stand_in=self._stand_in)

    def principal(self, origin: Origin) -> str:
        """The ARN of whoever makes an origin's calls; empty for nobody."""
        return self._emulator.principal(origin, stand_in=self._stand_in)

    def issue(self, identity: str) -> Credential:
        """Credentials of somebody of the account, for who started the server."""
        return self._emulator.issue(identity)

    def reset(self) -> None:
        """Empty the account and found it again; the administrator's access keys stay."""
        assert self._account.renewed is not None, "only a server that may be reset is asked to"
        with self._changing:
            self._between = True
            try:
                self._emulator = self._account.renewed()
            finally:
                self._between = False
