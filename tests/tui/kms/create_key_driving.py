"""How the tests drive the Create key wizard: on the demonstration account, or on one of canned answers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from tests.tui.conftest import FRAME_ANSWERS, NOON, TRUECOLOR, Answer, Driver, FakeEndpoint, rows, settle
from textual.widget import Widget
from textual.widgets import TextArea

from kmstui.aws.clock import Clock, ManualClock
from kmstui.aws.gateway import Endpoint
from kmstui.tui.app import KmstuiApp
from kmstui.tui.history import Place
from kmstui.tui.screens.kms.create_key import CreateKey
from kmstui.tui.screens.kms.create_key_editor import ReviewedPolicy
from kmstui.tui.screens.kms.create_key_live import ShortPolicy
from kmstui.tui.screens.kms.create_key_principals import PrincipalTable

ACCOUNT = "111122223333"
USERS = (
    ("alice", "/"), ("bob", "/"), ("ci-bot", "/automation/"), ("carol", "/contractors/"), ("dave", "/"),
    ("erin", "/"), ("mallory [red]x[/]", "/"), ("olivia", "/"), ("peter", "/"),
)  # fmt: skip
ROLES = (
    ("KeyAdmins", "/security/"), ("BreakGlass", "/security/"), ("orders-svc", "/service/"),
    ("payments-svc", "/service/"), ("ReadOnlyAudit", "/audit/"),
    ("AWSServiceRoleForEC2", "/aws-service-role/"), ("terraform", "/automation/"),
    ("DataPlatform", "/analytics/"), ("BackupOperator", "/ops/"), ("EksNodeRole", "/eks/"),
    ("GitHubDeploy", "/oidc/"), ("IncidentResponse", "/security/"), ("KmsAuditor", "/audit/"),
    ("LambdaOrders", "/service/"), ("NetworkOps", "/ops/"), ("SnapshotCopier", "/ops/"),
    ("zoe\u202eevil\u202c \x1b]0;owned\x07", "/"),
)  # fmt: skip
"""People of a busy account, two of them with names that mean harm."""
KEY_ID = "9f3c1b7e-5d2a-4c80-b1ef-0a6d9c514be2"
MADE: Answer = {"KeyMetadata": {"KeyId": KEY_ID, "Arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{KEY_ID}"}}


def _listed(kind: str, people: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {
        f"{kind}s": [
            {
                f"{kind}Name": name,
                "Path": path,
                "Arn": f"arn:aws:iam::{ACCOUNT}:{kind.lower()}{path}{name}",
            }
            for name, path in people
        ],
        "IsTruncated": False,
    }


def _decision(params: Any) -> dict[str, Any]:
    return {
        "Decision": {
            "Allowed": True,
            "Action": params["Action"],
            "Resource": "*",
            "Reason": "An identity-based policy of the caller allows it.",
            "DecidedBy": "KeyAdministration, statement 1",
            "Statements": [],
        }
    }


def busy_account(**more: Answer) -> FakeEndpoint:
    """An account of canned answers with many people; `more` answers KMS operations otherwise."""
    answers: dict[tuple[str, str], Answer] = {
        **FRAME_ANSWERS,
        ("iam", "ListUsers"): _listed("User", USERS),
        ("iam", "ListRoles"): _listed("Role", ROLES),
        ("kmstui", "CheckAccess"): _decision,
        ("kms", "CreateKey"): MADE,
        ("kms", "CreateAlias"): {},
        **{("kms", operation): answer for operation, answer in more.items()},
    }
    return FakeEndpoint(answers)


def asked(endpoint: FakeEndpoint, operation: str) -> list[Any]:
    """The parameters of every call of one operation."""
    return [params for _, name, params in endpoint.calls if name == operation]


@asynccontextmanager
async def wizard_on(
    endpoint: Endpoint, clock: Clock | None = None, size: tuple[int, int] = (120, 40), **options: Any
) -> AsyncIterator[Driver]:
    """Run the console on an account, the wizard in front."""
    options.setdefault("look", TRUECOLOR)
    app = KmstuiApp(endpoint, clock or ManualClock(NOON), start=Place("kms.create-key"), **options)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


def page(pilot: Driver) -> CreateKey:
    """The wizard, which is in front."""
    screen = pilot.app.screen
    assert isinstance(screen, CreateKey)
    return screen


def text(pilot: Driver) -> str:
    """The screen as text."""
    return "\n".join(rows(pilot))


_NAMES = {" ": "space", "/": "slash", "-": "minus", ":": "colon", "_": "underscore", ".": "full_stop"}


def _keys(words: str) -> Iterator[str]:
    yield from (_NAMES.get(character, character) for character in words)


async def type_in(pilot: Driver, words: str) -> None:
    """Type, key by key."""
    await pilot.press(*_keys(words))
    await settle(pilot)


async def press(pilot: Driver, *keys: str) -> None:
    """Press keys, each once the last has been dealt with."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def click(pilot: Driver, target: str | Widget, offset: tuple[int, int] = (1, 0)) -> None:
    """Click on a widget."""
    await pilot.click(target, offset=offset)
    await settle(pilot)


async def go_to(pilot: Driver, step: int, alias: str = "orders-prod") -> None:
    """Type an alias where there is none, and go on to a step, counted from 1."""
    if not page(pilot).draft.form.alias:
        await type_in(pilot, alias)
    while page(pilot).draft.step < step - 1:
        await press(pilot, "alt+right")


def table(pilot: Driver) -> PrincipalTable:
    """The table of users and roles of this step."""
    return page(pilot).query_one(f"#step-{page(pilot).draft.step} PrincipalTable", PrincipalTable)


def live_policy(pilot: Driver) -> ShortPolicy:
    """The policy beside the form."""
    return page(pilot).query_one(ShortPolicy)


def editor(pilot: Driver) -> TextArea:
    """The editor of the last step."""
    return page(pilot).query_one(ReviewedPolicy).box


async def rest(pilot: Driver) -> None:
    """Wait until the editor has noticed that nobody types any more."""
    await pilot.pause(0.2)
    await settle(pilot)


async def edit_policy(pilot: Driver, old: str, new: str) -> None:
    """Put one text in place of another in the editor, as a paste does, and let it rest."""
    box = editor(pilot)
    before = box.text[: box.text.index(old)]
    start = before.count("\n"), len(before) - before.rfind("\n") - 1
    box.replace(new, start, (start[0], start[1] + len(old)))
    await rest(pilot)


def problem(pilot: Driver, field: str) -> str:
    """What is wrong with a field, as the draft knows it."""
    return page(pilot).draft.problems.get(field, "")
