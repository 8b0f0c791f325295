"""The console's main flows on other people's endpoints: moto's server, and our own over HTTP.

What an endpoint lacks is shown as such; nothing of it may end the console.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.console import Console, console_at
from tests.clients.home import Home
from tests.clients.moto import serving_moto
from tests.clients.served import serving

from kmstui.aws.errors import AwsError
from kmstui.tui.screens.kms.create_key import CreateKey
from kmstui.tui.widgets.select import SelectField

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a moto server."""
    with serving_moto(tmp_path_factory.mktemp("moto")) as url:
        yield url


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The URL of a `kmstui serve`, and its administrator's credentials."""
    home = Home(tmp_path_factory.mktemp("ours") / "home")
    home.data.mkdir(parents=True)
    home.root_keys.mkdir(parents=True, mode=0o700)
    with serving(home) as served:
        yield served.url, dict(served.credentials)


@pytest.fixture(params=["moto", "kmstui"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each endpoint in turn, with credentials for it in the environment and nothing else of AWS's."""
    for name in [*os.environ]:
        if name.startswith("AWS_") or name == "NO_COLOR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    credentials = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    if request.param == "moto":
        found = str(request.getfixturevalue("moto"))
    else:
        found, served = request.getfixturevalue("ours")
        credentials = {name: value for name, value in served.items() if name != "AWS_ENDPOINT_URL"}
    for name, value in credentials.items():
        monkeypatch.setenv(name, value)
    return found


def key_of(it: Console, alias: str) -> dict[str, object]:
    """The key an alias names, as the endpoint describes it."""
    key_id = next(
        entry["TargetKeyId"]
        for entry in it.gateway.call("kms", "ListAliases", {"Limit": 100})["Aliases"]
        if entry["AliasName"] == f"alias/{alias}"
    )
    found: dict[str, object] = it.gateway.call("kms", "DescribeKey", {"KeyId": key_id})["KeyMetadata"]
    return found


async def make_key(it: Console, alias: str) -> None:
    """Make a key by the wizard, as somebody in a hurry: an alias, on to the review, Finish."""
    await it.go("kms.create-key")
    await it.until(lambda: isinstance(it.page, CreateKey) and it.page.draft.taken is not None)
    await it.press(*alias, "ctrl+r")
    await it.sees("Step 5 of 5")
    await it.press("ctrl+s")
    await it.hears("alias")
    await it.until(lambda: it.page.PAGE != "kms.create-key")


async def choose_key(it: Console, alias: str) -> None:
    """Choose a key from the form's list by typing its alias."""
    it.page.query_one("#key", SelectField).enter()
    await it.press("enter", *alias, "enter")


def newest_volume(it: Console) -> str:
    """The id of the volume that was made last, as the console told it."""
    told = next(told for told in reversed(it.told) if told.startswith("Creating volume"))
    return next(word for word in told.replace(".", " ").split() if word.startswith("vol-"))


def has_data_plane(it: Console) -> bool:
    """Whether the endpoint is one of ours, which serves what is attached."""
    try:
        it.gateway.call("kmstui", "GetStatus", {})
    except AwsError:
        return False
    return True


def put_cursor(it: Console, name: str) -> None:
    """Put the cursor of the table on the row of that name."""
    table = it.page.table
    row = next(row for row in table.rows if name in (getattr(row, "volume_id", ""), row.name))
    table.move_to(table.model.index_of(table.model.key(row)) or 0)


async def test_every_page_opens(url: str) -> None:
    async with console_at(url) as it:
        host = url.rpartition("/")[2]
        assert host in it.text.splitlines()[0]
        assert it.app.session.endpoint.account_id in it.text.splitlines()[0]
        for page in ("kms.keys", "kms.aws-keys", "ec2.volumes", "ec2.instances", "trail.events", "live"):
            await it.go(page)
            assert page == it.page.PAGE
            assert host in it.text.splitlines()[0]


async def test_a_key_from_the_wizard_to_its_scheduled_deletion(url: str) -> None:
    async with console_at(url) as it:
        await make_key(it, "orders-prod")
        assert key_of(it, "orders-prod")["KeyState"] == "Enabled"
        await it.go("kms.keys")
        await it.sees("orders-prod")
        put_cursor(it, "orders-prod")
        await it.press("e", "tab", "enter")
        await it.hears("orders-prod is now disabled")
        assert key_of(it, "orders-prod")["KeyState"] == "Disabled"
        await it.until(lambda: "Disabled" in it.text)
        put_cursor(it, "orders-prod")
        await it.press("e")
        await it.hears("orders-prod is now enabled")
        await it.press("r")
        put_cursor(it, "orders-prod")
        await it.press("x")
        await it.sees("Type orders-prod to confirm")
        await it.press(*"orders-prod", "enter")
        await it.hears("pending deletion")
        assert key_of(it, "orders-prod")["KeyState"] == "PendingDeletion"


async def test_the_page_of_a_key(url: str) -> None:
    async with console_at(url) as it:
        await make_key(it, "payments")
        key_id = str(key_of(it, "payments")["KeyId"])
        await it.go("kms.key", key_id=key_id)
        await it.sees("payments")
        await it.press("l", "a", *"pay-2", "enter")
        await it.hears("Alias created.")
        assert key_of(it, "pay-2")["KeyId"] == key_id
        await it.press("o")
        await it.sees("Automatic key rotation")
        await it.press("m", "up", "ctrl+s")
        await it.hears("Automatic rotation of")
        status = it.gateway.call("kms", "GetKeyRotationStatus", {"KeyId": key_id})
        assert status["KeyRotationEnabled"] is True
        await it.press("p")
        await it.sees("Key administrators")
        await it.press("w")
        await it.sees('"Version": "2012-10-17"')
        await it.press("n")
        await it.sees("This key has no grants.")
        assert "✗" not in it.text.splitlines()[2]


async def test_a_volume_from_the_form_to_an_instance_and_back(url: str) -> None:
    async with console_at(url) as it:
        await make_key(it, "disks")
        await it.go("ec2.instances")
        await it.press("c", *"web-2")
        await it.until(lambda: it.page.ready)
        await it.press("ctrl+s")
        await it.hears("Instance launched.")
        await it.go("ec2.create-volume")
        await it.until(lambda: it.page.around.zones)
        await it.until(lambda: any(key.label == "disks" for key in it.page.around.keys))
        await choose_key(it, "disks")
        await it.press("ctrl+s")
        await it.hears("Creating volume")
        volume_id = newest_volume(it)
        found = it.gateway.call("ec2", "DescribeVolumes", {"VolumeIds": [volume_id]})["Volumes"][0]
        assert found["Encrypted"] is True
        key = str(found["KmsKeyId"])  # moto keeps what it was given
        assert key == "alias/disks" or key.endswith(str(key_of(it, "disks")["KeyId"]))

        def state() -> str:
            found = it.gateway.call("ec2", "DescribeVolumes", {"VolumeIds": [volume_id]})
            return str(found["Volumes"][0]["State"])

        await it.until(lambda: state() == "available")
        await it.press("r")
        put_cursor(it, volume_id)
        await it.press("a")
        await it.sees("Attach volume")
        await it.press("ctrl+s")
        await it.until(lambda: state() == "in-use")
        await it.go("ec2.volume", volume_id=volume_id)
        await it.sees("/dev/sd")
        await it.go("live", volume_id=volume_id)
        await it.sees("AES-256-XTS" if has_data_plane(it) else "CloudWatch has no datum")
        await it.go("ec2.volumes")
        await it.press("r")
        put_cursor(it, volume_id)
        await it.press("D", "y")
        await it.until(lambda: state() == "available")


async def test_what_does_not_exist_is_refused_in_the_endpoints_words(url: str) -> None:
    async with console_at(url, "ec2.volume", volume_id="vol-00000000000000000") as it:
        await it.sees("InvalidVolume.NotFound")
        await it.go("kms.key", key_id="00000000-0000-0000-0000-000000000000")
        await it.sees("NotFoundException")
