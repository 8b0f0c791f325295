"""The table of pages: what there is, where it stands and which key goes there.

A page is named by a dotted path and loaded when it is first visited, so that the console starts without
paying for pages nobody opens. Side navigation, `g` keys, palette and breadcrumbs are drawn from this table;
it knows no widget.
"""

from dataclasses import dataclass

KMS = "Key Management Service"
EBS = "Elastic Block Store"
EC2 = "EC2"
OBSERVE = "Observe"

SHORT_SECTIONS = {KMS: "KMS", EBS: "EBS", EC2: "EC2", OBSERVE: "Observe"}
"""What breadcrumbs call a section."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page."""

    id: str
    """The stable name by which everything refers to it."""
    title: str
    """What navigation, breadcrumbs and palette call it."""
    section: str
    """The heading it stands under; empty for the home page."""
    factory: str
    """Where its class is, as `package.module:Class`; called as `Class(session, **arguments)`."""
    go: str = ""
    """The letter that goes there after `g`."""
    jump: str = ""
    """What may be typed after `:` to go there."""
    parent: str = ""
    """The page that leads to it; such a page stands in breadcrumbs and not in the side navigation."""
    needs: tuple[str, ...] = ()
    """The arguments without which there is no such page, such as `key_id`."""


_SCREENS = "kmstui.tui.screens."
_TABLE = (
    PageEntry("home", "Home", "", _SCREENS + "home:Home", "h", "home"),
    PageEntry("kms.aws-keys", "AWS managed keys", KMS, _SCREENS + "kms.aws_keys:AwsKeys", "m", "aws keys"),
    PageEntry(
        "kms.keys", "Customer managed keys", KMS, _SCREENS + "kms.customer_keys:CustomerKeys", "k", "keys"
    ),
    PageEntry(
        "kms.key", "Key", KMS, _SCREENS + "kms.key:KeyPage", jump="key", parent="kms.keys", needs=("key_id",)
    ),
    PageEntry(
        "kms.create-key",
        "Create key",
        KMS,
        _SCREENS + "kms.create_key:CreateKey",
        jump="create key",
        parent="kms.keys",
    ),
    PageEntry("ec2.volumes", "Volumes", EBS, _SCREENS + "ec2.volumes:Volumes", "v", "volumes"),
    PageEntry(
        "ec2.volume",
        "Volume",
        EBS,
        _SCREENS + "ec2.volume:VolumePage",
        jump="vol",
        parent="ec2.volumes",
        needs=("volume_id",),
    ),
    PageEntry(
        "ec2.create-volume",
        "Create volume",
        EBS,
        _SCREENS + "ec2.create_volume:CreateVolume",
        jump="create volume",
        parent="ec2.volumes",
    ),
    PageEntry("ec2.instances", "Instances", EC2, _SCREENS + "ec2.instances:Instances", "i", "instances"),
    PageEntry("trail.events", "Event history", OBSERVE, _SCREENS + "trail.events:Events", "t", "events"),
    PageEntry("live", "Live I/O encryption", OBSERVE, _SCREENS + "live:Live", "l", "live"),
)

PAGES: dict[str, PageEntry] = {entry.id: entry for entry in _TABLE}
"""Every page by id, in the order in which the side navigation lists them."""
HOME = "home"


def in_navigation() -> tuple[PageEntry, ...]:
    """The pages that the side navigation lists."""
    return tuple(entry for entry in _TABLE if not entry.parent)


def navigation_id(page: str) -> str:
    """The entry of the side navigation that a page belongs to."""
    entry = PAGES[page]
    return navigation_id(entry.parent) if entry.parent else entry.id


def by_go_key(letter: str) -> PageEntry | None:
    """The page that `g` and this letter go to."""
    return next((entry for entry in _TABLE if letter and entry.go == letter), None)


def first_of_section(section: str) -> PageEntry:
    """Where a section's breadcrumb leads."""
    return next(entry for entry in _TABLE if entry.section == section and not entry.parent)
