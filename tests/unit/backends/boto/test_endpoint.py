"""An account elsewhere: opened once, by whoever asks first; each profile may lead to another account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import CREDENTIALS_EXPIRED
from kmstui.aws.gateway import Params, Realm, Result
from kmstui.backends.boto.endpoint import BotoEndpoint, Delays, realm_of


@dataclass
class Way:
    """A connection that answers with what it was asked."""

    account_id: str = "123412341234"
    arn: str = "arn:aws:iam::123412341234:user/ops"
    url: str = "https://sts.eu-west-1.amazonaws.com"
    region: str = "eu-west-1"
    regions: Sequence[str] = ("us-east-1", "eu-west-1")
    profiles: Sequence[str] = ("default", "prod")
    failure: AwsError | None = None
    calls: list[tuple[str, str, str]] = field(default_factory=list)

    def call(self, region: str, service: str, operation: str, params: Params) -> Result:
        self.calls.append((region, service, operation))
        if self.failure is not None:
            raise self.failure
        return {"Region": region}


class Ways:
    """Opens connections by profile, after failing as often as it is told to."""

    def __init__(self, failures: int = 0, **ways: Way) -> None:
        self.ways = ways
        self.failures = failures
        self.opened: list[str] = []

    def __call__(self, profile: str, _delays: Delays) -> Way:
        self.opened.append(profile)
        if self.failures:
            self.failures -= 1
            raise AwsError(CREDENTIALS_EXPIRED, "sign in")
        return self.ways.get(profile or "none", Way())


@pytest.mark.parametrize(
    ("url", "realm"),
    [
        ("https://kms.us-east-1.amazonaws.com", Realm.AWS),
        ("https://KMS.us-east-1.AMAZONAWS.com.", Realm.AWS),
        ("https://ec2.cn-north-1.amazonaws.com.cn", Realm.AWS),
        ("https://ec2.us-east-1.api.aws", Realm.AWS),
        ("https://vpce-1.kms.us-east-1.vpce.amazonaws.com", Realm.AWS),
        ("http://localhost:4566", Realm.ENDPOINT),
        ("http://amazonaws.com.evil.example", Realm.ENDPOINT),
        ("http://notamazonaws.com", Realm.ENDPOINT),
        ("http://localhost:4566/amazonaws.com", Realm.ENDPOINT),
        ("", Realm.ENDPOINT),
    ],
)
def test_what_answers_at_a_url(url: str, realm: Realm) -> None:
    assert realm_of(url) is realm


def test_nothing_is_opened_before_it_is_asked() -> None:
    ways = Ways()
    endpoint = BotoEndpoint(ways, profile="prod")
    assert endpoint.realm is Realm.AWS
    assert (endpoint.label, endpoint.account_id, endpoint.regions()) == ("AWS", "", ("",))
    assert [identity.name for identity in endpoint.identities()] == ["prod"]
    assert ways.opened == []


def test_what_is_known_once_it_is_open() -> None:
    endpoint = BotoEndpoint(Ways(), name="environment")
    gateway = endpoint.gateway("environment", "")
    assert gateway.call("kms", "ListKeys", {}) == {"Region": "eu-west-1"}
    assert endpoint.account_id == "123412341234"
    assert endpoint.regions() == ("eu-west-1", "us-east-1")
    assert [(one.name, one.note) for one in endpoint.identities()] == [
        ("environment", "123412341234:user/ops"),
        ("default", "profile"),
        ("prod", "profile"),
    ]


def test_an_endpoint_is_called_by_its_host_and_never_by_its_password() -> None:
    endpoint = BotoEndpoint(Ways(), url="http://user:secret@localhost:4566/x")
    assert (endpoint.realm, endpoint.label) == (Realm.ENDPOINT, "localhost:4566")


def test_a_configured_endpoint_is_known_when_it_is_open() -> None:
    endpoint = BotoEndpoint(Ways(none=Way(url="http://localhost:4566")))
    assert endpoint.realm is Realm.AWS
    endpoint.gateway("default", "").call("kms", "ListKeys", {})
    assert (endpoint.realm, endpoint.label) == (Realm.ENDPOINT, "localhost:4566")


def test_another_profile_is_another_account_from_the_moment_one_acts_as_it() -> None:
    endpoint = BotoEndpoint(Ways(none=Way(url="http://localhost:1"), prod=Way(account_id="999988887777")))
    endpoint.gateway("default", "").call("kms", "ListKeys", {})
    prod = endpoint.gateway("prod", "us-east-1")
    assert (endpoint.account_id, endpoint.realm) == ("", Realm.AWS)
    prod.call("kms", "ListKeys", {})
    assert endpoint.account_id == "999988887777"


def test_run_out_credentials_are_looked_for_anew_and_what_was_known_stays() -> None:
    way = Way()
    ways = Ways(none=way)
    endpoint = BotoEndpoint(ways)
    gateway = endpoint.gateway("default", "")
    gateway.call("kms", "ListKeys", {})
    way.failure = AwsError("ExpiredTokenException", "expired")
    with pytest.raises(AwsError, match="ExpiredTokenException"):
        gateway.call("kms", "ListKeys", {})
    assert endpoint.account_id == "123412341234"
    way.failure = None
    gateway.call("kms", "ListKeys", {})
    assert ways.opened == ["", ""]


def test_another_refusal_keeps_the_connection() -> None:
    way = Way(failure=AwsError("AccessDeniedException", "no"))
    ways = Ways(none=way)
    gateway = BotoEndpoint(ways).gateway("default", "")
    for _ in range(2):
        with pytest.raises(AwsError, match="AccessDenied"):
            gateway.call("kms", "ListKeys", {})
    assert ways.opened == [""]


def test_who_listens_hears_that_the_first_does_not_open_and_that_it_does() -> None:
    heard: list[str] = []
    endpoint = BotoEndpoint(Ways(failures=1))
    endpoint.when_unavailable(lambda error: heard.append(error.code))
    endpoint.when_opened(lambda: heard.append("open"))
    gateway = endpoint.gateway("default", "")
    with pytest.raises(AwsError):
        gateway.call("kms", "ListKeys", {})
    gateway.call("kms", "ListKeys", {})
    gateway.call("kms", "ListKeys", {})
    assert heard == [CREDENTIALS_EXPIRED, "open"]


def test_a_later_profile_that_does_not_open_ends_nothing() -> None:
    heard: list[AwsError] = []
    ways = Ways()
    endpoint = BotoEndpoint(ways)
    endpoint.when_unavailable(heard.append)
    endpoint.gateway("default", "").call("kms", "ListKeys", {})
    ways.failures = 1
    with pytest.raises(AwsError):
        endpoint.gateway("prod", "").call("kms", "ListKeys", {})
    assert heard == []


class Queue:
    """A lock that tells when a number of threads have come to it."""

    def __init__(self, expected: int) -> None:
        self.everybody = Event()
        self._lock, self._count, self._expected = Lock(), 0, expected
        self._counting = Lock()

    def __enter__(self) -> None:
        with self._counting:
            self._count += 1
            if self._count == self._expected:
                self.everybody.set()
        self._lock.acquire()

    def __exit__(self, *_about: object) -> None:
        self._lock.release()


def test_those_who_wait_for_a_failure_share_it() -> None:
    """Six questions of one page must not wait six times for an endpoint that is down."""
    attempts: list[str] = []
    queue = Queue(4)

    def connect(profile: str, _delays: Delays) -> Way:
        attempts.append(profile)
        assert queue.everybody.wait(10)
        raise AwsError("EndpointUnreachable", "nobody")

    endpoint = BotoEndpoint(connect)
    endpoint._seats["default"].lock = queue  # type: ignore[assignment]
    gateway = endpoint.gateway("default", "")
    codes: list[str] = []

    def ask() -> None:
        try:
            gateway.call("kms", "ListKeys", {})
        except AwsError as error:
            codes.append(error.code)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert codes == ["EndpointUnreachable"] * 4
    assert attempts == [""]


def test_delays_are_counted() -> None:
    delays = Delays()
    assert str(delays) == ""
    delays.add(2)
    delays.add(-1)
    assert str(delays) == "throttled"
    delays.add(-1)
    assert str(delays) == ""
