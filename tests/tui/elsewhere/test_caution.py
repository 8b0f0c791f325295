"""Nothing is taken away in an account of AWS's without its last digits; nothing changes in read-only mode."""

from pathlib import Path

import pytest
from tests.tui.elsewhere.pretending import Pretending, on_an_enabled_key, pretending

import kmstui
from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Realm
from kmstui.aws.operations import OPERATIONS
from kmstui.tui.session import Unconfirmed


def made(endpoint: Pretending, operation: str) -> int:
    """How often an operation came through to the account."""
    return sum(name == operation for _service, name, _params in endpoint.calls)


async def test_a_key_is_disabled_only_with_the_digits_of_this_account() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        on_an_enabled_key(it)
        await it.press("e")
        assert "last four digits of AWS account 1111-2222-3333" in it.text
        await it.press(*"1234", "enter")
        assert made(endpoint, "DisableKey") == 0
        await it.press("backspace", "backspace", "backspace", "backspace", *"3333", "enter")
        assert made(endpoint, "DisableKey") == 1
        assert "Success." in it.text


async def test_cancelling_changes_nothing() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        on_an_enabled_key(it)
        await it.press("e", *"3333", "escape")
        assert made(endpoint, "DisableKey") == 0


async def test_level_two_does_not_take_y_for_the_digits() -> None:
    async with pretending("ec2.volumes") as (it, endpoint):
        row = next(index for index, row in enumerate(it.page.table.rows) if row.attachments)
        it.page.table.move_to(it.page.table.model.index_of(it.page.table.rows[row].volume_id) or 0)
        await it.press("D", "tab", "y")
        assert made(endpoint, "DetachVolume") == 0
        await it.press("shift+tab", *"3333", "enter")
        assert made(endpoint, "DetachVolume") == 1


async def test_deletion_wants_word_and_digits() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        on_an_enabled_key(it)
        name = it.page.meant()[0].name
        await it.press("x", *name, "enter")
        assert made(endpoint, "ScheduleKeyDeletion") == 0
        await it.press(*"3333", "enter")
        assert made(endpoint, "ScheduleKeyDeletion") == 1


async def test_the_safer_choice_is_no_way_round_the_digits() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        on_an_enabled_key(it)
        await it.press("x", "tab", "tab", "tab", "d")
        assert made(endpoint, "DisableKey") == 0
        assert "This is AWS, and no copy of it" in it.text
        await it.press(*"3333", "enter")
        assert made(endpoint, "DisableKey") == 1


async def test_what_no_dialog_asks_about_is_asked_before_the_call_is_made() -> None:
    """Saving a policy has a dialog of its own, which knows no accounts."""
    async with pretending("kms.keys") as (it, endpoint):
        page = it.page
        answers: list[object] = []

        def ask() -> None:
            params = {"KeyId": page.meant()[0].key_id, "PolicyName": "default", "Policy": "{}"}
            page.ask(
                lambda gateway: gateway.call("kms", "PutKeyPolicy", params),
                answers.append,
                refused=answers.append,
            )

        ask()
        await it.settle()
        assert "PutKeyPolicy is about to replace a key policy" in it.text
        await it.press("escape")
        assert made(endpoint, "PutKeyPolicy") == 0
        assert [str(answer) for answer in answers] == [
            "NotConfirmed: PutKeyPolicy was not confirmed, and not called."
        ]
        ask()
        await it.settle()
        await it.press(*"3333", "enter")
        assert made(endpoint, "PutKeyPolicy") == 1


async def test_a_confirmation_is_for_one_thing_and_once() -> None:
    async with pretending("kms.keys") as (it, _endpoint):
        session = it.page.session
        params = {"KeyId": "k"}
        with session.confirmed("kms:DisableKey"):
            gateway = session.gateway
        with pytest.raises(Unconfirmed):
            gateway.call("kms", "ScheduleKeyDeletion", params)
        with pytest.raises(Unconfirmed):
            session.gateway.call("kms", "DisableKey", params)
        with pytest.raises(AwsError):
            gateway.call("kms", "DisableKey", params)


async def test_where_the_account_is_not_known_nothing_goes_ahead() -> None:
    async with pretending("kms.keys") as (it, endpoint):
        endpoint.account_id = ""
        on_an_enabled_key(it)
        await it.press("e")
        assert "(not known yet)" in it.text
        await it.press(*"3333", "enter")
        await it.press("backspace", "backspace", "backspace", "backspace", "enter")
        assert made(endpoint, "DisableKey") == 0


async def test_elsewhere_nobody_is_asked_for_digits() -> None:
    def endpoint_of_mine(endpoint: Pretending) -> None:
        endpoint.realm, endpoint.label = Realm.ENDPOINT, "localhost:4566"

    async with pretending("kms.keys", prepare=endpoint_of_mine) as (it, endpoint):
        on_an_enabled_key(it)
        await it.press("e")
        assert "digits" not in it.text
        await it.press("tab", "enter")
        assert made(endpoint, "DisableKey") == 1


async def test_a_read_only_console_makes_no_call_that_changes_anything() -> None:
    """Whatever AWS may call the operation: what nobody has described counts as a change."""
    async with pretending("kms.keys", read_only=True) as (it, endpoint):
        gateway = it.page.session.gateway
        endpoint.calls.clear()
        changing = [key for key, row in OPERATIONS.items() if not row.read_only]
        unheard = [("kms", "MakeTea"), ("s3", "ListBuckets"), ("cloudwatch", "PutMetricData"), ("", "")]
        for service, operation in [*changing, *unheard]:
            with pytest.raises(AwsError, match="ReadOnlyConsole"):
                gateway.call(service, operation, {})
        assert endpoint.calls == []
        gateway.call("kms", "ListKeys", {})
        gateway.call("cloudwatch", "GetMetricData", {"MetricDataQueries": []})
        assert len(endpoint.calls) == 2


def test_pages_reach_the_account_by_way_of_the_session_alone() -> None:
    """What asks past it would be stopped neither in read-only mode nor for want of the digits."""
    source = Path(kmstui.__file__).parent
    found = [
        file.relative_to(source).as_posix()
        for part in ("tui", "console")
        for file in sorted((source / part).rglob("*.py"))
        if ".gateway(" in file.read_text()
    ]
    assert found == ["tui/session.py"]
