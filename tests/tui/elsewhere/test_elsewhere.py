"""What another account does not have, or does not let one see, is said where it would stand."""

from tests.tui.elsewhere.pretending import EXPIRED, Pretending, pretending

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import NOT_IMPLEMENTED
from kmstui.aws.gateway import Realm

DENIED = AwsError("AccessDeniedException", "User ops is not authorized", request_id="r-1")


async def test_the_top_bar_says_that_it_is_aws() -> None:
    async with pretending() as (it, _endpoint):
        assert " AWS 1111-2222-3333 " in it.text.splitlines()[0]
        assert "production" in it.text.splitlines()[0]
        assert "as KeyAdmin/ops" in it.text


async def test_the_card_needs_no_status() -> None:
    async with pretending() as (it, endpoint):
        assert ("kmstui", "GetStatus", {}) not in endpoint.calls
        assert "● 1111-2222-3333" in it.text


async def test_what_may_not_be_counted_shows_a_dash() -> None:
    def deny(endpoint: Pretending) -> None:
        endpoint.refusals["ec2", "DescribeInstances"] = DENIED

    async with pretending(prepare=deny) as (it, _endpoint):
        assert "Instances              – │" in it.text
        assert "Volumes                – │" not in it.text


async def test_a_panel_that_is_denied_hides_no_other() -> None:
    def deny(endpoint: Pretending) -> None:
        endpoint.refusals["cloudtrail", "*"] = DENIED

    async with pretending(prepare=deny) as (it, _endpoint):
        assert "You may not look events up." in it.text
        assert "Customer managed keys (" in it.text
        assert "✗" not in it.text.splitlines()[2]


async def test_a_service_that_is_missing_is_told_in_its_panel() -> None:
    def miss(endpoint: Pretending) -> None:
        endpoint.refusals["cloudtrail", "*"] = AwsError(
            NOT_IMPLEMENTED, "localhost:4566 does not implement cloudtrail LookupEvents."
        )

    async with pretending("trail.events", prepare=miss) as (it, _endpoint):
        assert "localhost:4566 does not implement cloudtrail LookupEvents." in it.text
        await it.press("g", "h")
        assert "Not available here." in it.text


async def test_expired_credentials_say_what_to_do_and_offer_to_try_again() -> None:
    def expire(endpoint: Pretending) -> None:
        endpoint.refusals["kms", "*"] = EXPIRED

    async with pretending("kms.keys", prepare=expire) as (it, endpoint):
        assert "aws sso login" in it.text
        assert "Reload" in it.text
        endpoint.refusals.clear()
        alert = it.page.refusal
        alert.focus()
        await it.press("enter")
        assert not alert.display
        assert len(it.page.table.rows) > 0


async def test_aws_is_not_asked_why_it_refused() -> None:
    """There is no API that would say."""

    def deny(endpoint: Pretending) -> None:
        endpoint.refusals["ec2", "DescribeVolumes"] = AwsError(
            "UnauthorizedOperation", "You are not authorized", request_id="r-1"
        )

    async with pretending("ec2.volumes", prepare=deny) as (it, _endpoint):
        assert "You are not authorized" in it.text
        assert "Why" not in it.text
        assert "Which volumes there are is not known." in it.text


async def test_live_io_is_cloudwatchs_and_says_how_old_it_is() -> None:
    async with pretending("live") as (it, endpoint):
        assert "CloudWatch metrics · period 1 minute · newest datum 2 min old" in it.text
        assert it.text.count("Not available on AWS") == 2
        assert not any(service == "kmstui" for service, _name, _params in endpoint.calls)
        await it.press("s")
        assert "not available on AWS" in it.text
        await it.press("v")
        assert "CloudWatch metrics" in it.text


async def test_metrics_that_are_denied_are_told_in_their_place() -> None:
    def deny(endpoint: Pretending) -> None:
        endpoint.refusals["cloudwatch", "GetMetricData"] = DENIED

    async with pretending("live", prepare=deny) as (it, _endpoint):
        assert "User ops is not authorized" in it.text
        assert "There are no metrics to show." in it.text


async def test_an_endpoint_without_a_data_plane_turns_to_cloudwatch_by_itself() -> None:
    def endpoint_of_mine(endpoint: Pretending) -> None:
        endpoint.realm, endpoint.label = Realm.ENDPOINT, "localhost:4566"

    async with pretending("live", prepare=endpoint_of_mine) as (it, _endpoint):
        assert "CloudWatch metrics" in it.text
        assert "Not available on localhost:4566" in it.text


async def test_throttling_shows_while_one_waits() -> None:
    async with pretending() as (it, endpoint):
        endpoint.delay = "throttled"
        it.page.busy = True
        it.page.refresh_frame()
        await it.settle()
        assert "waiting, throttled" in it.text


async def test_what_an_emulator_leaves_out_of_an_answer_ends_nothing() -> None:
    def leave_out(endpoint: Pretending) -> None:
        endpoint.answers["ec2", "DescribeVolumes"] = lambda _params: {
            "Volumes": [{"VolumeId": "vol-1"}, {"Size": 3}, {"VolumeId": "vol-2", "Attachments": [{}]}]
        }
        endpoint.answers["kms", "DescribeKey"] = lambda params: {"KeyMetadata": {"KeyId": params["KeyId"]}}
        endpoint.answers["ec2", "DescribeInstances"] = lambda _params: {
            "Reservations": [{}, {"Instances": [{"InstanceId": "i-1"}, {}]}]
        }
        endpoint.answers["cloudtrail", "LookupEvents"] = lambda _params: {
            "Events": [{"EventId": "e-1"}, {"EventId": "e-2", "CloudTrailEvent": "no json"}]
        }

    async with pretending("ec2.volumes", prepare=leave_out) as (it, _endpoint):
        assert [row.volume_id for row in it.page.table.rows] == ["vol-1", "vol-2"]
        for letter in "kitlh":
            await it.press("g", letter)
        await it.press("g", "v", "enter")
        assert "vol-1" in it.text


async def test_another_profile_begins_again_at_home() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        before = it.page
        endpoint.account_id = ""
        endpoint.answers["sts", "GetCallerIdentity"] = lambda _params: _arrive(endpoint)
        await it.press("P", "down", "enter")
        assert it.page is not before
        assert it.page.PAGE == "home"
        assert "AWS 9999-8888-7777" in it.text.splitlines()[0]
        await it.press("left_square_bracket")
        assert it.page.PAGE == "home"


def _arrive(endpoint: Pretending) -> dict[str, str]:
    endpoint.account_id = "999988887777"
    return {}
