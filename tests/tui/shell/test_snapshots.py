"""What the frame and its dialogs look like; each docstring says what a person must see."""

from collections.abc import Awaitable, Callable

import pytest
from tests.tui.conftest import Driver, FakeEndpoint, Golden, make_app, settle

from kmstui.aws.errors import AwsError
from kmstui.tui.commands import Danger
from kmstui.tui.dialogs.confirm import NumberQuestion, Question
from kmstui.tui.flashes import Flash, Kind
from kmstui.tui.history import Place
from kmstui.tui.messages import Go, Why
from kmstui.tui.screen import Page
from kmstui.tui.spans import Span
from kmstui.tui.theme import Look

Snapshot = Callable[..., bool]
Step = Callable[[Driver], Awaitable[None]]

WIDE, SMALL = (120, 40), (80, 24)
DARK, LIGHT = Look(colors="truecolor"), Look(dark=False, colors="truecolor")
LOOKS = [
    pytest.param(WIDE, DARK, id="120x40-dark"),
    pytest.param(WIDE, LIGHT, id="120x40-light"),
    pytest.param(SMALL, DARK, id="80x24-dark"),
    pytest.param(SMALL, LIGHT, id="80x24-light"),
]
DENIAL = (
    "User: arn:aws:iam::111122223333:user/dave is not authorized to perform: kms:Decrypt on resource:"
    " arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab because no identity-based"
    " policy allows the kms:Decrypt action"
)


def _statement(
    policy: str, kind: str, sid: str, failed_on: str = "", expected: str = "", actual: str = ""
) -> object:
    return {
        "Policy": policy,
        "Kind": kind,
        "Sid": sid,
        "Effect": "Allow",
        "Matched": not failed_on,
        "FailedOn": failed_on,
        "Expected": expected,
        "Actual": actual,
    }


DECISION = {
    "Decisions": [
        {
            "Allowed": False,
            "Action": "kms:Decrypt",
            "Resource": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "Reason": "No identity-based policy of the caller allows it.",
            "DecidedBy": "",
            "Statements": [
                _statement("key policy", "resource-based policy", "Enable IAM policies"),
                _statement(
                    "key policy",
                    "resource-based policy",
                    "Allow use of the key",
                    "Principal",
                    "arn:aws:iam::111122223333:user/carol",
                    "arn:aws:iam::111122223333:user/dave",
                ),
                _statement(
                    "SecurityAudit",
                    "identity-based policy",
                    "statement 1",
                    "Action",
                    "kms:List*",
                    "kms:Decrypt",
                ),
            ],
        }
    ]
}
DELETION = Question(
    "Schedule key deletion",
    Danger.TYPE,
    "Schedule deletion",
    subject="snapshots-dr",
    detail="68bf93e0…c2a6",
    state=(Span("● ", "ok", "b"), Span("Enabled", "ok")),
    body=(
        (Span("After the waiting period this key and every ciphertext under it are lost."),),
        (Span("In use by "), Span("2 volumes", "link", "u"), Span(". Disabling first is safer.")),
    ),
    token="snapshots-dr",
    safer="Disable key",
    number=NumberQuestion("Waiting period (7–30 days)", 30, 7, 30, lambda _: "deletes 2026-04-13 09:26 UTC"),
)


def page(pilot: Driver) -> Page:
    """The page in front, which has the keys to itself."""
    screen = pilot.app.screen
    assert isinstance(screen, Page)
    screen.set_focus(None)
    return screen


def pressing(*keys: str) -> Step:
    """Press keys one by one, each once the last has been dealt with."""

    async def press(pilot: Driver) -> None:
        page(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return press


async def created(pilot: Driver) -> None:
    """A key has just been created."""
    text = "alias/orders-prod is ready to use for EBS encryption."
    page(pilot).flash(Flash(Kind.OK, "Key created.", text, "View key", Go("kms.key", key_id="key-1")))


async def denied(pilot: Driver) -> None:
    """One call was refused, and two more things happened."""
    page(pilot).flash(Flash(Kind.INFO, "Something to know."))
    page(pilot).flash(Flash(Kind.WARNING, "Careful.", "This key is pending deletion."))
    page(pilot).refused(AwsError("AccessDeniedException", DENIAL, request_id="6f2e1b7e-0001"))


async def asked_why(pilot: Driver) -> None:
    """Somebody asks why."""
    page(pilot).post_message(Why("6f2e1b7e-0001", DENIAL))


async def asked_to_delete(pilot: Driver) -> None:
    """A key is about to be deleted; half the word is typed."""
    page(pilot).confirm(DELETION, lambda _: None)
    await settle(pilot)
    await pilot.press(*"snapshots-")


@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_a_page_in_its_frame(
    snap_compare: Snapshot, endpoint: FakeEndpoint, size: tuple[int, int], look: Look
) -> None:
    """Squid-ink bars, orange mark and keys, the open page marked on the left (not at 80x24), green flash."""
    _compare(snap_compare, endpoint, created, size, look)


def test_a_page_in_256_colours(snap_compare: Snapshot, endpoint: FakeEndpoint) -> None:
    """As above; bars, page and cursor row still differ from each other."""
    _compare(snap_compare, endpoint, created, WIDE, Look(colors="256"))


def test_a_page_in_high_contrast(snap_compare: Snapshot, endpoint: FakeEndpoint) -> None:
    """White on black; nothing is told by red or green alone."""
    _compare(snap_compare, endpoint, denied, WIDE, Look(high_contrast=True, colors="truecolor"))


def test_a_page_in_ascii(snap_compare: Snapshot, endpoint: FakeEndpoint) -> None:
    """No character outside ASCII."""
    _compare(snap_compare, endpoint, denied, SMALL, Look(ascii=True, colors="truecolor"))


@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_flashes(snap_compare: Snapshot, endpoint: FakeEndpoint, size: tuple[int, int], look: Look) -> None:
    """A red row that offers `Why`, a yellow one below it with dark text and `+1 more`."""
    _compare(snap_compare, endpoint, denied, size, look)


STEPS = [
    pytest.param(pressing("colon", "v", "o", "l"), id="palette"),
    pytest.param(pressing("question_mark"), id="help"),
    pytest.param(pressing("P"), id="identities"),
    pytest.param(pressing("R"), id="regions"),
    pytest.param(pressing("g"), id="go"),
    pytest.param(asked_to_delete, id="confirm"),
    pytest.param(asked_why, id="why"),
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("size", "look"), [LOOKS[0], LOOKS[3]])
def test_dialogs(
    snap_compare: Snapshot, endpoint: FakeEndpoint, size: tuple[int, int], look: Look, step: Step
) -> None:
    """A shaded box with a blue (grave ones: red) border over the page at half its brightness."""
    _compare(snap_compare, endpoint, step, size, look)


@pytest.mark.parametrize(("name", "size"), [("frame-120x40", WIDE), ("frame-80x24", SMALL)])
async def test_the_frame_as_text(
    endpoint: FakeEndpoint, golden: Golden, name: str, size: tuple[int, int]
) -> None:
    async with make_app(endpoint, start=Place("kms.keys")).run_test(size=size) as pilot:
        await settle(pilot)
        await denied(pilot)
        await settle(pilot)
        golden(pilot, name)


def _compare(
    snap_compare: Snapshot, endpoint: FakeEndpoint, step: Step, size: tuple[int, int], look: Look
) -> None:
    endpoint.answers["kmstui", "ExplainRequest"] = DECISION
    app = make_app(endpoint, start=Place("kms.keys"), look=look)

    async def before(pilot: Driver) -> None:
        await settle(pilot)
        await step(pilot)
        await settle(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
