"""A way to one account, with the credentials of one profile: botocore's session and its clients.

One client for each service and Region, made when it is first needed; clients may be used by several threads
at once, making them may not. What goes wrong is an `AwsError`, whatever it was.
"""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock, local
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import NoRegionError, RefreshWithMFAUnsupportedError
from botocore.session import Session

from kmstui import __version__
from kmstui.aws import failures
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Realm, Result
from kmstui.aws.shapes import PRIVATE_SERVICE
from kmstui.backends.boto.answers import plain
from kmstui.backends.boto.endpoint import Delays, realm_of
from kmstui.backends.boto.failures import FOREIGN, Attempt, aws_error
from kmstui.backends.boto.private import Models, is_kmstui, records

CONNECT_S = 5
READ_S = 20
"""Seconds before one gives up; DescribeVolumes of a large account takes a few."""
ATTEMPTS = {Realm.AWS: 4, Realm.ENDPOINT: 2}
"""How often a call is made at the most. An emulator that fails once fails again."""
EVERYWHERE = "us-east-1"
"""The Region of an endpoint where nothing names one."""
PLACES = ("sts", "kms", "ec2")
"""Services that may be configured to be somewhere else; where one of them is at AWS, it is an AWS account."""
ResultT = TypeVar("ResultT")


class _Client(Protocol):
    """A client of botocore's, as far as this module looks at it."""

    meta: Any


class BotoConnection:
    """An account, as one profile."""

    def __init__(self, profile: str, url: str, region: str, delays: Delays) -> None:
        """Read the configuration and ask who one is.

        Args:
            profile: a profile of the AWS configuration; empty for what the environment says.
            url: the endpoint; empty for the one that the configuration leads to.
            region: the Region one begins with; empty for the profile's.
            delays: told of calls that were throttled.

        Raises:
            AwsError: for no such profile, no credentials, no answer, no Region.
        """
        self.profile = profile
        self._url = url
        self._delays = delays
        self._lock = Lock()
        self._waiting = local()
        self._clients: dict[tuple[str, str], _Client] = {}
        self._private: bool | None = None
        begin = Attempt("sts", "GetCallerIdentity", self._place(url), profile, opening=True)
        self._session = _guarded(begin, self._read_configuration)
        configured = str(_guarded(begin, lambda: self._session.get_config_variable("region")) or "")
        self.realm = Realm.ENDPOINT if url and realm_of(url) is Realm.ENDPOINT else Realm.AWS
        self.region = region or configured or (EVERYWHERE if url else "")
        if not self.region:
            raise aws_error(NoRegionError(), begin)
        self.url: str = self._find_place(begin)
        self.realm = realm_of(self.url)
        self.profiles: Sequence[str] = tuple(_guarded(begin, lambda: self._session.available_profiles))
        self.regions: Sequence[str] = tuple(_guarded(begin, self._regions))
        self.account_id, self.arn = self._who_am_i()

    def _read_configuration(self) -> Session:
        session = Session()
        if self.profile:
            session.set_config_variable("profile", self.profile)
        session.get_scoped_config()  # says whether there is such a profile
        session.register_component("data_loader", Models(session.get_component("data_loader")))
        never_prompt(session)
        return session

    def _regions(self) -> list[str]:
        partition = self._session.get_partition_for_region(self.region)
        found: list[str] = self._session.get_available_regions("ec2", partition_name=partition)
        return found

    def _find_place(self, begin: Attempt) -> str:
        """The endpoint that answers: where any of the services is AWS's own, that one."""
        services = PLACES if not self._url else PLACES[:1]
        first = ""
        for service in services:
            client = _guarded(begin, partial(self._client, service, self.region))
            url = str(client.meta.endpoint_url)
            if realm_of(url) is Realm.AWS:
                return url
            first = first or url
        return first

    def _who_am_i(self) -> tuple[str, str]:
        try:
            answer = self.call(self.region, "sts", "GetCallerIdentity", {})
        except AwsError as error:
            if self.realm is Realm.ENDPOINT and error.code in failures.MISSING:
                return "", ""
            raise
        return str(answer.get("Account", "")), str(answer.get("Arn", ""))

    def call(self, region: str, service: str, operation: str, params: Params) -> Result:
        """Make one call.

        Raises:
            AwsError: in the service's words, or with a code of `aws.failures`.
        """
        attempt = Attempt(service, operation, self._place(self.url), self.profile)
        if service == PRIVATE_SERVICE:
            self._check_private(attempt)
        try:
            return _guarded(attempt, lambda: self._answer(region, service, operation, params))
        finally:
            self._go_on()

    def _answer(self, region: str, service: str, operation: str, params: Params) -> Result:
        method: Callable[..., Any] | None = getattr(
            self._client(service, region), xform_name(operation), None
        )
        if method is None:
            message = f"This version of botocore does not know {service} {operation}."
            raise AwsError(failures.NOT_IMPLEMENTED, message)
        answer = plain(method(**params))
        return records(answer) if service == PRIVATE_SERVICE else answer

    def _client(self, service: str, region: str) -> _Client:
        key = (service, region)
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                client = self._clients[key] = self._made(service, region)
            return client

    def _made(self, service: str, region: str) -> _Client:
        attempts = ATTEMPTS[self.realm]
        config = Config(
            parameter_validation=False,  # the service's own words say what is wrong
            retries={"mode": "standard", "total_max_attempts": attempts},
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            max_pool_connections=16,
            user_agent_extra=f"kmstui/{__version__}",
        )
        url = self._url or (self.url if service == PRIVATE_SERVICE else None)
        client: _Client = self._session.create_client(
            service, region_name=region or None, endpoint_url=url, config=config
        )
        name = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register_first(f"needs-retry.{name}", self._notice)
        return client

    def _notice(self, *, response: Any = None, attempts: int = 1, **_about: Any) -> None:
        """Note that a call waits because it was throttled; it decides nothing about trying again."""
        code = response[1].get("Error", {}).get("Code") if response else None
        if code in failures.THROTTLED and attempts < ATTEMPTS[self.realm]:
            if not getattr(self._waiting, "noted", False):
                self._waiting.noted = True
                self._delays.add(1)
        else:
            self._go_on()

    def _go_on(self) -> None:
        if getattr(self._waiting, "noted", False):
            self._waiting.noted = False
            self._delays.add(-1)

    def _check_private(self, attempt: Attempt) -> None:
        """Only an account of kmstui's own has the private service; AWS is not even asked."""
        if self._private is None:
            answers = self.realm is Realm.ENDPOINT
            self._private = answers and _guarded(attempt, lambda: is_kmstui(self.url))
        if not self._private:
            raise AwsError(failures.UNAVAILABLE, f"Not available on {attempt.place}: AWS has no API for it.")

    def _place(self, url: str) -> str:
        return urlsplit(url).netloc.rpartition("@")[2] if url and realm_of(url) is not Realm.AWS else "AWS"


def never_prompt(session: Session) -> None:
    """Keep botocore from asking for the code of an MFA device: the terminal is not its own to read from.

    It has no public way to say so; where a later one keeps its prompter elsewhere, a test tells.
    """
    provider = session.get_component("credential_provider").get_provider("assume-role")

    def refuse(_prompt: str) -> str:
        raise RefreshWithMFAUnsupportedError

    provider._prompter = refuse


def _guarded(attempt: Attempt, action: Callable[[], ResultT]) -> ResultT:
    """Do something with botocore.

    Raises:
        AwsError: instead of whatever botocore raises.
    """
    try:
        return action()
    except FOREIGN as error:
        raise aws_error(error, attempt) from None
