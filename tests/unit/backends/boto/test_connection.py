"""The way to an account through botocore, against a server on loopback that says what it is told to."""

import base64
import json
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.unit.backends.boto.conftest import Unhurried
from tests.unit.backends.boto.fake_aws import FakeAws

from kmstui import __version__
from kmstui.aws import failures
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.aws.volume_io import Meters, Pattern, Sector
from kmstui.backends.boto import connection as module
from kmstui.backends.boto.connection import BotoConnection
from kmstui.backends.boto.endpoint import Delays

pytestmark = pytest.mark.usefixtures("unhurried")


def connected(aws: FakeAws, delays: Delays | None = None, **about: str) -> BotoConnection:
    return BotoConnection(about.get("profile", ""), aws.url, about.get("region", ""), delays or Delays())


def refusal(way: BotoConnection, service: str, operation: str, params: dict[str, Any]) -> AwsError:
    with pytest.raises(AwsError) as caught:
        way.call("us-east-1", service, operation, params)
    return caught.value


@pytest.mark.usefixtures("keys")
def test_opening_says_who_one_is_and_where(aws: FakeAws) -> None:
    way = connected(aws)
    assert (way.account_id, way.arn) == ("123412341234", "arn:aws:iam::123412341234:user/ops")
    assert (way.realm, way.url, way.region) == (Realm.ENDPOINT, aws.url, "us-east-1")
    assert "eu-central-1" in way.regions


@pytest.mark.usefixtures("keys")
def test_a_call_goes_out_in_its_protocol_with_our_name_on_it(aws: FakeAws) -> None:
    way = connected(aws)
    aws.say({"KeyMetadata": {"KeyId": "k", "CreationDate": 1_600_000_000}})
    answer = way.call("us-east-1", "kms", "DescribeKey", {"KeyId": "k"})
    assert aws.seen[-1].target == "TrentService.DescribeKey"
    assert json.loads(aws.seen[-1].body) == {"KeyId": "k"}
    assert f"kmstui/{__version__}" in aws.seen[-1].agent
    assert answer["KeyMetadata"]["CreationDate"].isoformat() == "2020-09-13T12:26:40+00:00"
    assert "ResponseMetadata" not in answer


@pytest.mark.usefixtures("keys")
def test_parameters_are_for_the_service_to_judge(aws: FakeAws) -> None:
    way = connected(aws)
    aws.refuse("ValidationException", "1 validation error detected")
    error = refusal(way, "kms", "DescribeKey", {"KeyId": "x" * 5000})
    assert (error.code, error.message, error.request_id) == (
        "ValidationException",
        "1 validation error detected",
        "request-1",
    )


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "params",
    [{"KeyId": "k", "Plaintext": 5}, {5: 5}, {"KeyId": "k", "Plaintext": b"x", "EncryptionContext": 3}],
)
def test_what_cannot_be_put_on_the_wire_is_an_error_like_any_other(aws: FakeAws, params: Any) -> None:
    assert refusal(connected(aws), "kms", "Encrypt", params).code == failures.UNSENDABLE


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("service", "operation"), [("kms", "MakeTea"), ("teapot", "Brew")])
def test_what_botocore_does_not_know_is_not_implemented(aws: FakeAws, service: str, operation: str) -> None:
    assert refusal(connected(aws), service, operation, {}).code == failures.NOT_IMPLEMENTED


@pytest.mark.usefixtures("keys")
def test_a_connection_that_ends_early_says_so(aws: FakeAws) -> None:
    way = connected(aws)
    aws.answers.extend([None, None])
    assert refusal(way, "kms", "ListKeys", {}).code == failures.CUT_OFF


@pytest.mark.usefixtures("keys")
def test_an_endpoint_that_is_slow_is_given_up(aws: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_S", 0.1)
    way = connected(aws)
    aws.held = Event()
    try:
        assert refusal(way, "kms", "ListKeys", {}).code == failures.TIMED_OUT
    finally:
        aws.held.set()


@pytest.mark.usefixtures("keys")
def test_throttling_is_waited_out_and_can_be_seen_meanwhile(
    aws: FakeAws, unhurried: Unhurried, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays = Delays()
    seen: list[str] = []
    way = connected(aws, delays)
    aws.refuse("ThrottlingException", "Rate exceeded")
    aws.say({"Keys": []})
    monkeypatch.setattr(unhurried, "sleep", lambda _seconds: seen.append(str(delays)))
    assert way.call("us-east-1", "kms", "ListKeys", {}) == {"Keys": []}
    assert seen == ["throttled"]
    assert str(delays) == ""


@pytest.mark.usefixtures("keys")
def test_throttling_that_does_not_end_is_told_in_the_services_words(aws: FakeAws) -> None:
    delays = Delays()
    way = connected(aws, delays)
    for _ in range(module.ATTEMPTS[Realm.ENDPOINT]):
        aws.refuse("ThrottlingException", "Rate exceeded")
    assert str(refusal(way, "kms", "ListKeys", {})) == "ThrottlingException: Rate exceeded"
    assert str(delays) == ""


@pytest.mark.usefixtures("keys")
def test_a_caller_who_may_not_be_known_has_no_account_at_an_endpoint(aws: FakeAws) -> None:
    aws.caller = (501, "text/plain", b"")
    assert connected(aws).account_id == ""


@pytest.mark.usefixtures("keys")
def test_a_refusal_to_say_who_one_is_ends_the_opening(aws: FakeAws) -> None:
    found = "<Error><Code>InvalidClientTokenId</Code><Message>bad</Message></Error>"
    aws.caller = (403, "text/xml", f"<ErrorResponse>{found}</ErrorResponse>".encode())
    with pytest.raises(AwsError, match="InvalidClientTokenId: bad"):
        connected(aws)


def test_without_credentials_it_does_not_open(aws: FakeAws) -> None:
    with pytest.raises(AwsError) as caught:
        connected(aws)
    assert caught.value.code == failures.CREDENTIALS_MISSING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[profile other]\nregion=eu-west-1\n", failures.PROFILE_UNKNOWN),
        ("not a configuration", failures.CONFIGURATION_WRONG),
        (
            "[profile prod]\nregion=eu-west-1\nrole_arn=arn:x\nsource_profile=gone",
            failures.CONFIGURATION_WRONG,
        ),
        (
            "[profile prod]\nregion=eu-west-1\nsso_start_url=https://x.awsapps.com/start\nsso_region=us-east-1\n"
            "sso_account_id=123412341234\nsso_role_name=Admin\n",
            failures.CREDENTIALS_EXPIRED,
        ),
        (
            "[profile prod]\nregion=eu-west-1\ncredential_process=/bin/false\n",
            failures.CREDENTIALS_MISSING,
        ),
    ],
)
def test_a_configuration_that_leads_nowhere_says_why(
    aws: FakeAws, aws_configuration: Path, text: str, code: str
) -> None:
    aws_configuration.write_text(text)
    with pytest.raises(AwsError) as caught:
        connected(aws, profile="prod")
    assert caught.value.code == code


def test_a_profile_that_wants_an_mfa_code_does_not_ask_on_the_terminal(
    aws: FakeAws, aws_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A prompt would draw over the console and eat its keys."""
    monkeypatch.setattr("getpass.getpass", lambda _prompt: pytest.fail("it asked"))
    aws_configuration.write_text(
        "[profile base]\naws_access_key_id=a\naws_secret_access_key=b\n"
        "[profile prod]\nregion=eu-west-1\nrole_arn=arn:aws:iam::123412341234:role/Admin\n"
        "source_profile=base\nmfa_serial=arn:aws:iam::123412341234:mfa/ops\n"
    )
    with pytest.raises(AwsError) as caught:
        connected(aws, profile="prod")
    assert caught.value.code == failures.CREDENTIALS_EXPIRED
    assert "MFA" in caught.value.message


@pytest.mark.usefixtures("keys")
def test_at_aws_a_region_must_be_named() -> None:
    with pytest.raises(AwsError) as caught:
        BotoConnection("", "", "", Delays())
    assert caught.value.code == failures.REGION_WRONG


@pytest.mark.usefixtures("keys")
def test_a_region_that_is_no_region_is_refused_before_anything_is_sent(aws: FakeAws) -> None:
    with pytest.raises(AwsError) as caught:
        connected(aws, region="mars_1!")
    assert caught.value.code == failures.REGION_WRONG
    assert aws.seen == []


def test_a_profile_may_lead_to_an_endpoint_of_its_own(aws: FakeAws, aws_configuration: Path) -> None:
    aws_configuration.write_text(
        f"[profile local]\nregion=eu-central-1\nendpoint_url={aws.url}\naws_access_key_id=a\n"
        "aws_secret_access_key=b\n[profile other]\nregion=eu-west-1\n"
    )
    way = BotoConnection("local", "", "", Delays())
    assert (way.realm, way.url, way.region) == (Realm.ENDPOINT, aws.url, "eu-central-1")
    assert set(way.profiles) == {"local", "other"}


@pytest.mark.usefixtures("keys")
def test_where_one_service_is_at_aws_it_is_an_account_of_awss(
    aws: FakeAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STS on this machine and KMS at AWS is no playground."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", aws.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert BotoConnection("", "", "", Delays()).realm is Realm.AWS


@pytest.mark.usefixtures("keys")
def test_the_private_service_is_asked_of_a_kmstui_only(aws: FakeAws) -> None:
    way = connected(aws)
    error = refusal(way, "kmstui", "GetStatus", {})
    assert error.code == failures.UNAVAILABLE
    assert error.message.startswith("Not available on 127.0.0.1:")
    assert [seen.path for seen in aws.seen if seen.path != "/"] == ["/_kmstui/health"]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"service": "localstack"}', b'"kmstui"'])
def test_a_health_page_of_somebody_elses_is_no_kmstui(aws: FakeAws, body: bytes) -> None:
    aws.health = (200, "application/json", body)
    assert refusal(connected(aws), "kmstui", "GetStatus", {}).code == failures.UNAVAILABLE


@pytest.mark.usefixtures("keys")
def test_the_private_service_speaks_json_and_gives_the_data_planes_records(aws: FakeAws) -> None:
    aws.health = (200, "application/json", b'{"service": "kmstui"}')
    way = connected(aws)
    counted = {"Operations": 3, "Bytes": 12288, "Latency": [0, 3]}
    load = {"Pattern": "sequential", "WritePercent": 50, "DurationSeconds": 60.0}
    aws.say({"VolumeId": "vol-1", "Meters": {"At": 1.5, "Write": counted, "LoadRunning": True, "Load": load}})
    meters = way.call("us-east-1", "kmstui", "GetVolumeIo", {"VolumeId": "vol-1"})["Meters"]
    assert aws.seen[-1].target == "Kmstui.GetVolumeIo"
    assert isinstance(meters, Meters)
    assert (meters.at, meters.write.bytes, meters.write.latency, meters.read.operations) == (
        1.5,
        12288,
        (0, 3),
        0,
    )
    assert meters.load is not None
    assert (meters.load.pattern, meters.load.duration_s) == (Pattern.SEQUENTIAL, 60.0)
    stored = base64.b64encode(b"\x01" * 512).decode()
    aws.say({"Sector": {"Offset": 512, "Plaintext": stored, "Verified": True}})
    found = way.call("us-east-1", "kmstui", "GetSector", {"VolumeId": "v", "Offset": 512, "Length": 512})
    assert found["Sector"] == Sector(512, b"\x01" * 512, b"", verified=True)


@pytest.mark.usefixtures("keys")
def test_aws_is_not_even_asked_for_the_private_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BotoConnection, "_who_am_i", lambda _self: ("123412341234", ""))
    way = BotoConnection("", "", "eu-west-1", Delays())
    assert way.realm is Realm.AWS
    error = refusal(way, "kmstui", "GetStatus", {})
    assert str(error) == f"{failures.UNAVAILABLE}: Not available on AWS: AWS has no API for it."
