"""The commands that bring a tab of a key's page to the front, by its letter."""

from typing import ClassVar

from kmstui.tui.commands import Command


class ShowTab(Command):
    """Bring a tab to the front."""

    tab: ClassVar[str] = ""
    """Which."""


class ShowPolicy(ShowTab):
    """See who may administer and use the key, and the policy that says so."""

    id = "key.policy"
    title = "Key policy"
    label = "Policy"
    key = "p"
    tab = "policy"


class ShowCryptography(ShowTab):
    """See type, origin, spec, usage and current material of the key."""

    id = "key.cryptography"
    title = "Cryptographic configuration"
    key = "i"
    tab = "crypto"
    on_bar = False


class ShowTags(ShowTab):
    """See and edit the tags of the key."""

    id = "key.tags"
    title = "Tags"
    key = "t"
    tab = "tags"


class ShowRotation(ShowTab):
    """See and set how the key rotates, and which material it has had."""

    id = "key.rotation"
    title = "Key rotation"
    label = "Rotation"
    key = "o"
    tab = "rotation"


class ShowAliases(ShowTab):
    """See, make, move and delete the names of the key."""

    id = "key.aliases"
    title = "Aliases"
    key = "l"
    tab = "aliases"


class ShowGrants(ShowTab):
    """See who may use the key by a grant."""

    id = "key.grants"
    title = "Grants"
    key = "n"
    tab = "grants"


class ShowEvents(ShowTab):
    """See what CloudTrail has recorded about the key."""

    id = "key.events"
    title = "Events of this key"
    label = "Events"
    key = "v"
    tab = "events"


VIEWS: tuple[type[ShowTab], ...] = (
    ShowPolicy,
    ShowTags,
    ShowRotation,
    ShowAliases,
    ShowGrants,
    ShowEvents,
    ShowCryptography,
)
"""All of them, the most frequent first."""
