"""Small apps that show widgets by themselves, for snapshots and for looking at them.

Every value is fixed, so a picture changes only when a widget does. The four pages follow the design's
pictures.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from kmstui.aws.volume_io import Sector
from kmstui.tui.palette import Palette
from kmstui.tui.palettes import DARK
from kmstui.tui.spans import Span
from kmstui.tui.widgets.alert import Alert
from kmstui.tui.widgets.area_chart import AreaChart
from kmstui.tui.widgets.buttons import Button, ButtonRow
from kmstui.tui.widgets.check_list import Checkbox, CheckList
from kmstui.tui.widgets.choice_list import ChoiceList
from kmstui.tui.widgets.code_card import CodeCard
from kmstui.tui.widgets.effects_card import Effect, EffectsCard
from kmstui.tui.widgets.event_list import EventLine, EventList
from kmstui.tui.widgets.fields import FieldGrid, NumberField, TextBoxField
from kmstui.tui.widgets.hex_pane import HexPane
from kmstui.tui.widgets.json_view import JsonView
from kmstui.tui.widgets.key_values import KeyValue, KeyValueCard
from kmstui.tui.widgets.kpi_tile import Figure, KpiTile
from kmstui.tui.widgets.line_chart import Line, LineChart
from kmstui.tui.widgets.option_menu import Option
from kmstui.tui.widgets.panel import Panel, PanelAction
from kmstui.tui.widgets.permission_card import Check, PermissionCard
from kmstui.tui.widgets.pills import pill
from kmstui.tui.widgets.policy_editor import PolicyEditor
from kmstui.tui.widgets.policy_problems import Problem
from kmstui.tui.widgets.resource_panel import ResourcePanel
from kmstui.tui.widgets.resource_table import ResourceTable
from kmstui.tui.widgets.samples import Samples
from kmstui.tui.widgets.select import MenuButton, SelectField
from kmstui.tui.widgets.step_rail import Step, StepRail
from kmstui.tui.widgets.table_model import Column
from kmstui.tui.widgets.tabs import Tab, TabStrip
from kmstui.tui.widgets.tag_editor import TagEditor


class Gallery(App[None]):
    """Hosts widgets on the page colour of a palette."""

    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False

    CSS = """
    .row { height: auto; }
    .tiles { height: 4; }
    .events { width: 42; }
    .table { height: 17; }
    .side { width: 46; }
    .latency { width: 31; }
    .charts { height: 14; }
    .policy { width: 43; }
    .deletion { height: 4; }
    .half { width: 1fr; height: 1fr; }
    .fill { height: 1fr; }
    """

    def __init__(self, *widgets: Widget, palette: Palette = DARK) -> None:
        super().__init__()
        self.animation_level = "none"
        self.palette = palette
        self.heard: list[object] = []
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        """The widgets, one below the other."""
        yield from self._widgets

    def on_mount(self) -> None:
        """Take the page colour."""
        self.screen.styles.background = self.palette.css("page")


def wave(count: int, base: float, swing: float, phase: float, per: float = 17.0) -> Samples:
    """A series that looks lived in and is always the same."""
    values = tuple(
        max(
            0.0,
            base
            + swing * math.sin(at / per + phase)
            + swing * 0.35 * math.sin(at / 5.1 + 2 * phase)
            + swing * 0.2 * math.sin(at * 1.7 + phase),
        )
        for at in range(count)
    )
    return Samples(values, count)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A KMS key as a list shows it."""

    alias: str
    key_id: str
    status: str
    spec: str
    rotate: str
    used: str
    note: str = ""


KEYS = (
    KeyRow("orders-prod", "9f3c1b7e…4be2", "Enabled", "SYMMETRIC_DEFAULT", "365 d", "2 m ago"),
    KeyRow("payments-prod", "1d0a7c44…a91f", "Enabled", "SYMMETRIC_DEFAULT", "365 d", "just now"),
    KeyRow("ebs-default", "77e2b0c9…13d8", "Enabled", "SYMMETRIC_DEFAULT", "365 d", "1 m ago"),
    KeyRow("backups-cold", "c5a8f6d1…7702", "Enabled", "SYMMETRIC_DEFAULT", "off", "6 d ago"),
    KeyRow("jwt-signing", "3b9e44aa…0c5d", "Enabled", "RSA_2048", "n/a", "4 m ago"),
    KeyRow("webhooks-mac", "e81d20f3…9ab4", "Enabled", "HMAC_256", "n/a", "31 m ago"),
    KeyRow("analytics-dev", "5fd6019b…2e70", "Disabled", "SYMMETRIC_DEFAULT", "off", "63 d ago"),
    KeyRow("mrk-replica-eu", "mrk-4a1f…d3", "Enabled", "SYMMETRIC_DEFAULT", "90 d", "12 m ago"),
    KeyRow("partner-byok", "a0c3e7b5…6618", "PendingImport", "SYMMETRIC_DEFAULT", "n/a", "never"),
    KeyRow("legacy-2019", "0e5b8d2c…f147", "PendingDeletion", "SYMMETRIC_DEFAULT", "off", "211 d ago", "5d"),
    KeyRow("mallory [red]x[/]", "68bf93e0…c2a6", "Enabled", "SYMMETRIC_DEFAULT", "365 d", "2 h ago"),
    KeyRow("ci-sandbox", "d2417fa8…50e9", "Disabled", "ECC_NIST_P256", "n/a", "18 d ago"),
)


def key_table() -> ResourceTable[KeyRow]:
    """The table of the design's dashboard."""
    return ResourceTable(
        (
            Column[KeyRow]("alias", "Alias", lambda row: Span(row.alias, "link"), width=14),
            Column[KeyRow]("id", "Key ID", lambda row: row.key_id, width=13, priority=4),
            Column[KeyRow]("status", "Status", lambda row: pill(row.status, row.note), width=21),
            Column[KeyRow]("spec", "Spec", lambda row: row.spec, width=17, priority=2),
            Column[KeyRow](
                "rotate",
                "Rotate",
                lambda row: Span(row.rotate, "ok" if row.rotate.endswith(" d") else "dim"),
                width=6,
                priority=3,
            ),
            Column[KeyRow](
                "used", "Last used", lambda row: Span(row.used, "dim"), width=9, grow=1, letter="u"
            ),
        ),
        lambda row: row.key_id,
        tags=lambda row: {"env": "prod" if row.alias.endswith("prod") else "test"},
        sort="alias",
        sentence="No customer managed keys in this Region.",
        invitation="Create key",
        id="keys",
    )


def key_panel(rows: Iterable[KeyRow] = KEYS) -> ResourcePanel[KeyRow]:
    """The panel of the design's dashboard."""
    verbs = (
        Option("enable", "Enable", hotkey="e", refusal="All marked keys are enabled."),
        Option("disable", "Disable", hotkey="e"),
        Option("delete", "Schedule deletion…", hotkey="x"),
    )
    panel = ResourcePanel(
        "Customer managed keys",
        key_table(),
        placeholder="Find keys by alias, ID or tag",
        buttons=(MenuButton("Key actions", verbs, mnemonic="a"), Button("Create key", "primary", "C")),
        classes="table",
    )
    panel.table.rows = tuple(rows)
    return panel


def tiles() -> tuple[KpiTile, ...]:
    """The dashboard's four figures."""
    states = (
        Span("● ", "ok"),
        "8 ",
        Span("○ ", "off"),
        "2 ",
        Span("◌ ", "warn"),
        "1 ",
        Span("▲ ", "err"),
        "1",
    )
    share = (Span("18", "head", "b"), Span(" / 21 ", "dim"), Span("86 %", "ok", "b"))
    rate = (Span("1,284", "head", "b"), Span(" /min", "dim"))
    soon = (Span("▲ ", "err", "b"), Span("1 key", "head", "b"), " gone in 5 d")
    plain = (Span("▲ ", "warn", "b"), Span("3 volumes", "head", "b"), " plain")
    return (
        KpiTile("KMS keys", Figure((Span("12", "head", "b"), Span(" customer keys", "dim")), words=states)),
        KpiTile("Encrypted volumes", Figure(share, share=0.86, color="ok")),
        KpiTile("KMS requests", Figure(rate, (Span("▲ 4 %", "ok"),), spark=wave(60, 90, 60, 3, 6))),
        KpiTile("Needs attention", Figure(soon, words=plain)),
    )


EVENTS = tuple(
    EventLine(f"event-{at}", time, name, who, failed)
    for at, (time, name, who, failed) in enumerate(
        (
            ("09:26:51", "Decrypt", "i-0c41e88a", False),
            ("09:26:48", "GenerateDataKeyWithoutPlaintext", "ebs.amazonaws.com", False),
            ("09:26:48", "CreateGrant", "ec2.amazonaws.com", False),
            ("09:26:47", "CreateVolume", "alice", False),
            ("09:26:31", "Encrypt", "payments-svc", False),
            ("09:26:12", "DisableKey", "ci-bot", True),
            ("09:25:58", "Decrypt", "orders-svc", False),
            ("09:25:22", "ScheduleKeyDeletion", "alice", False),
        )
    )
)

WRITE_READ = (Span("■ ", "orange"), Span("write "), Span("■ ", "link"), Span("read"))


def dashboard() -> list[Widget]:
    """Tiles, table, chart and events."""
    chart = AreaChart(wave(300, 62, 28, 5), wave(300, 150, 70, 11, 23))
    return [
        Horizontal(*tiles(), classes="tiles"),
        key_panel(),
        Horizontal(
            Panel("Live I/O", chart, counter="· vol-0a1b2c3d", legend=WRITE_READ),
            Panel(
                "CloudTrail · KMS events",
                EventList(EVENTS),
                actions=(PanelAction("t", "open"),),
                classes="events",
            ),
        ),
    ]


TYPES = (
    Option(
        "gp3", "General Purpose SSD (gp3)", detail=(Span("3,000 – 16,000 IOPS · 125 – 1,000 MiB/s", "dim"),)
    ),
    Option("io2", "Provisioned IOPS SSD (io2)", detail=(Span("up to 256,000 IOPS", "dim"),)),
    Option("st1", "Throughput Optimized HDD (st1)", refusal="Needs at least 125 GiB."),
)

ZONES = (Option("us-east-1a", "us-east-1a"), Option("us-east-1b", "us-east-1b"))

KEY_OPTIONS = tuple(
    Option(
        row.key_id, row.alias, "customer managed", detail=(*pill(row.status), Span(f"  {row.key_id}", "dim"))
    )
    for row in KEYS
)

CLI = """aws ec2 create-volume \\
  --volume-type gp3 --size 100 \\
  --iops 6000 --throughput 1400 \\
  --availability-zone us-east-1a \\
  --encrypted \\
  --kms-key-id alias/orders-prod \\
  --tag-specifications 'ResourceType=volume,Tags=[{Key=env,Value=prod}]'"""

EFFECTS = (
    Effect("CreateVolume", "EC2", "vol-… · 100 GiB · encrypted"),
    Effect("CreateGrant", "EC2 → KMS", "EBS may use orders-prod"),
    Effect("GenerateDataKeyWithoutPlaintext", "EBS → KMS", "new AES-256 data key"),
    Effect("encrypted data key stored", "EBS", "with the volume metadata"),
    Effect("AttachVolume → kms:Decrypt", "later", "plaintext key stays in memory"),
)

CHECKS = (
    Check("kms:CreateGrant", True, 'key policy · Sid "Grants for AWS services"'),
    Check("kms:GenerateDataKeyWithoutPlaintext", True, 'key policy · Sid "Key users"'),
    Check("kms:DescribeKey", False, "no statement allows it"),
    Check("kms:Decrypt at attach", None, "grant · grantee is the EC2 instance"),
)


def volume_settings() -> Panel:
    """The first panel of the design's volume form."""
    return Panel(
        "Volume settings",
        FieldGrid(
            SelectField("Volume type", TYPES, "gp3", hint="Baseline 3,000 IOPS · 125 MiB/s", id="type"),
            SelectField("Availability Zone", ZONES, "us-east-1a", hint="Same AZ as the instance"),
            NumberField("Size (GiB)", 100, minimum=1, maximum=16384, hint="1 – 16,384", id="size"),
            NumberField("IOPS", 6000, hint="3,000 – 16,000 · max 500 per GiB"),
            NumberField("Throughput (MiB/s)", 1400, error="Must be between 125 and 1,000", id="throughput"),
            SelectField("Snapshot ID", placeholder="Don't create from a snapshot", optional=True),
        ),
        auto=True,
    )


def volume_form() -> list[Widget]:
    """The design's volume form."""
    card = KeyValueCard(
        (
            KeyValue("Status", (*pill("Enabled"), Span(" · rotates in 212 d", "dim"))),
            KeyValue("Account", "111122223333 (this account)"),
            KeyValue("Key ID", "9f3c1b7e-5d2a-4c80-b1ef-0a6d9c514be2", link="key:9f3c1b7e"),
            KeyValue("ARN", "arn:aws:kms:us-east-1:111122223333:key/9f3c1b7e-5d2a-4c80-b1ef-0a6d9c514be2"),
        )
    )
    encrypt = Checkbox("Encrypt this volume", True, note="Encryption by default is on in this Region")
    key = SelectField("KMS key", KEY_OPTIONS, KEYS[0].key_id, hint="", id="kms-key")
    tags = TagEditor((("Name", "orders-db-data"), ("env", "prod")), id="tag-editor")
    left = Vertical(
        volume_settings(),
        Panel("Encryption", encrypt, key, card, auto=True),
        Panel("Tags", tags, counter="2 / 50", auto=True),
    )
    right = Vertical(
        Panel("What will happen", EffectsCard(EFFECTS), auto=True),
        Panel(
            "Same thing, AWS CLI",
            CodeCard(CLI, wrong=frozenset({"--throughput"})),
            actions=(PanelAction("y", "copy"),),
            auto=True,
        ),
        Panel("Permission check", PermissionCard(CHECKS), counter="· Admin/alice"),
        classes="side",
    )
    row = ButtonRow(Button("Cancel", "link", "C"), Button("Create volume", "disabled"))
    return [Horizontal(left, right, classes="fill"), row]


@dataclass(frozen=True, slots=True)
class Principal:
    """An IAM user or role as the wizard lists it."""

    name: str
    path: str
    kind: str


PRINCIPALS = tuple(
    Principal(name, path, kind)
    for name, path, kind in (
        ("alice", "/", "User"),
        ("bob", "/", "User"),
        ("KeyAdmins", "/security/", "Role"),
        ("ci-bot", "/automation/", "User"),
        ("BreakGlass", "/security/", "Role"),
        ("orders-svc", "/service/", "Role"),
        ("AWSServiceRoleForEC2InstanceConnect", "/aws-service-role/", "Role"),
        ("carol", "/contractors/", "User"),
        ("mallory [red]x[/]", "/", "User"),
        ("\u202eevil\u202c \x1b]0;owned\x07", "/", "User"),
    )
)

POLICY = """{
  "Version": "2012-10-17",
  "Id": "key-consolepolicy-3",
  "Statement": [
    {
      "Sid": "Enable IAM policies",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
      "Action": "kms:*",
      "Resource": "*"
    }
  ]
}"""

POLICY_WITH_ADMINS = POLICY.replace(
    "    }\n  ]",
    """    },
    {
      "Sid": "Key administrators",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:user/alice" },
      "Action": [
        "kms:Create*",
        "kms:Describe*"
      ],
      "Resource": "*",
      "Condition": { "NumericLessThan": { "kms:RotationPeriodInDays": 365 } }
    }
  ]""",
)

STEPS = (
    Step("Configure key", "Configure"),
    Step("Add labels", "Labels"),
    Step("Key administrators", "Admins", optional=True),
    Step("Key users", "Users", optional=True),
    Step("Review and edit policy", "Review"),
)

SO_FAR = (("Type", "Symmetric"), ("Usage", "Encrypt / decrypt"), ("Alias", "orders-prod"), ("Tags", "2"))


def principals() -> CheckList[Principal]:
    """The wizard's table of administrators, two of them ticked."""
    table = CheckList(
        (
            Column[Principal]("name", "Name", lambda row: row.name, width=20, grow=1),
            Column[Principal]("path", "Path", lambda row: Span(row.path, "dim"), width=11),
            Column[Principal]("type", "Type", lambda row: row.kind, width=4, letter="t"),
        ),
        lambda row: row.name,
        id="principals",
    )
    table.rows = PRINCIPALS
    table.model.marked = {"alice", "KeyAdmins", "BreakGlass"}
    return table


def wizard(*, ribbon: bool = False) -> list[Widget]:
    """The third step of the design's wizard."""
    view = JsonView(POLICY, verdict="Valid policy", id="policy")
    view.call_after_refresh(view.show, POLICY_WITH_ADMINS, POLICY)
    admins = ResourcePanel("Key administrators", principals(), placeholder="Find users and roles", actions=())
    deletion = Panel("Key deletion", Checkbox("Administrators may delete this key", True), classes="deletion")
    rail = StepRail("Create key", STEPS, 2, so_far=SO_FAR, ribbon=ribbon)
    form = Vertical(admins, deletion)
    policy = Panel(
        "Key policy", view, counter="· live", actions=(PanelAction("y", "copy"),), classes="policy"
    )
    row = ButtonRow(
        Button("Cancel", "link", "C"), Button("Previous", "normal", "P"), Button("Next", "primary", "N")
    )
    if ribbon:
        return [rail, form, row]
    return [Horizontal(rail, form, policy, classes="fill"), row]


ORDER = b'{"order":"A-10442","card":"4111 1111 1111 1111","total":"129.90","cur":"EUR","ts":1773480413}\n'


def sector(length: int = 512) -> Sector:
    """An order, and bytes that look like its ciphertext."""
    stored = bytes((at * at * 31 + at * 197 + (at >> 3) * 89 + 17) % 251 for at in range(length))
    return Sector(0x3E80000, ORDER.ljust(length, b"\0"), stored, "vol.img", 4096, 7, True)


def live() -> list[Widget]:
    """The design's live page."""
    lines = (Line(wave(300, 410, 70, 7, 13), "purple"), Line(wave(300, 180, 26, 3, 19), "teal"))
    legend = (Span("● ", "teal"), Span("p50 "), Span("● ", "purple"), Span("p99"))
    numbers = (
        KpiTile(
            "Write",
            Figure(
                (Span("212", "head", "b"), Span(" MiB/s", "dim")),
                spark=wave(60, 90, 60, 3, 6),
                color="orange",
            ),
        ),
        KpiTile(
            "Read", Figure((Span("341", "head", "b"), Span(" MiB/s", "dim")), spark=wave(60, 90, 60, 8, 6))
        ),
        KpiTile("IOPS", Figure((Span("141 k", "head", "b"),), spark=wave(60, 90, 60, 4, 6), color="teal")),
        KpiTile(
            "KMS calls",
            Figure(
                (Span("0", "head", "b"), Span(" /s", "dim")),
                (Span("0 per I/O", "ok"),),
                spark=Samples((9.0, *[0.0] * 30), 31),
                color="purple",
            ),
        ),
    )
    data_key = KeyValueCard(
        (
            KeyValue("State", pill("in memory")),
            KeyValue("KMS key", "orders-prod", link="key:9f3c"),
            KeyValue("Wrapped", "AQIDAHh…k2Q=="),
            KeyValue("Cipher", "AES-256-XTS"),
            KeyValue("KMS calls", "1 since attach"),
        )
    )
    return [
        TabStrip(
            (Tab("a", "vol-0a1b2c3d"), Tab("b", "vol-77e0f1a2", "12"), Tab("c", "vol-plain-09", alert=True)),
            numbers=True,
        ),
        Horizontal(*numbers, classes="tiles"),
        Horizontal(
            Panel(
                "Throughput",
                AreaChart(wave(300, 212, 90, 5), wave(300, 300, 120, 11, 23)),
                counter="MiB/s",
                legend=WRITE_READ,
            ),
            Panel("Latency", LineChart(lines), counter="µs", legend=legend, classes="latency"),
            classes="charts",
        ),
        Horizontal(
            Panel("Sector inspector", HexPane(sector()), counter="· LBA 0x0001F400 · AES-256-XTS"),
            Panel("Data key", data_key, classes="latency"),
        ),
    ]


def cards() -> list[Widget]:
    """What the pages above do not show."""
    editor = PolicyEditor(POLICY_WITH_ADMINS.replace('"kms:Describe*"', '"kms:Descrbe*"'), id="editor")
    editor.problems = (
        Problem(18, 9, "Action kms:Descrbe* matches no action of KMS.", 14, warning=True),
        Problem(20, 22, "Expecting ',' delimiter.", 3),
    )
    alert = Alert(
        "AccessDeniedException",
        "User: arn:aws:iam::111122223333:user/carol is not authorized to perform: kms:ScheduleKeyDeletion "
        "on resource: arn:aws:kms:us-east-1:111122223333:key/9f3c1b7e because no key policy allows it",
        request_id="8f1d3c7a-0b52-4a8e-9d66-1c2f4b7e9a30",
        offer="Why?",
    )
    choice = ChoiceList(
        (
            Option(
                "sym",
                "Symmetric",
                "recommended",
                detail=(Span("One key encrypts and decrypts; EBS needs this.", "dim"),),
            ),
            Option("asym", "Asymmetric", detail=(Span("A key pair to encrypt, sign or agree.", "dim"),)),
            Option("hsm", "AWS CloudHSM", refusal="No custom key store in this Region."),
        ),
        "sym",
    )
    tabs = TabStrip(
        (
            Tab("general", "General"),
            Tab("crypto", "Cryptographic configuration"),
            Tab("policy", "Key policy", alert=True),
            Tab("tags", "Tags", "2"),
            Tab("rotation", "Key rotation"),
        ),
        "crypto",
    )
    left = Vertical(
        alert,
        Alert("Good to know", "Disabling is safer than deleting.", kind="info"),
        Panel("Key type", choice, auto=True),
        Panel(
            "Description",
            TextBoxField("Description", "Orders database.\nAsk team-orders.", rows=3, optional=True),
            auto=True,
        ),
        classes="half",
    )
    return [tabs, Horizontal(left, Panel("Key policy", editor), classes="fill")]
