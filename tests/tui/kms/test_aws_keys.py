"""The list of AWS managed keys: to look at, and nothing else."""

from tests.tui.kms.key_console import console

from kmstui.tui.screen import Page
from kmstui.tui.screens.kms.key import KeyPage


async def test_only_keys_that_aws_manages_are_listed() -> None:
    async with console("kms.aws-keys") as it:
        assert "aws/ebs" in it.text
        assert "payments-prod" not in it.text
        await it.press("enter")
        assert isinstance(it.pilot.app.screen, KeyPage)


async def test_nothing_here_changes_anything() -> None:
    async with console("kms.aws-keys") as it:
        page = it.pilot.app.screen
        assert isinstance(page, Page)
        assert not [command for command in page.verbs() if command.mutates]


async def test_an_empty_region_says_so() -> None:
    async with console("kms.aws-keys", region="eu-west-1") as it:
        assert "No AWS service has made a key in this Region yet." in it.text
