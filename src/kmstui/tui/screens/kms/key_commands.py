"""The commands on KMS keys, the same on lists and on a key's page. What they do is `key_verbs`'s business."""

from kmstui.tui.commands import Command, Danger


class OpenKey(Command):
    """Open the key under the cursor."""

    id = "keys.open"
    title = "Open key"
    label = "Open"
    key = "enter"


class CopyKeyId(Command):
    """Copy the key ID to the clipboard."""

    id = "keys.copy-id"
    title = "Copy key ID"
    label = "Copy ID"
    key = "y"


class CopyKeyArn(Command):
    """Copy the key's ARN to the clipboard."""

    id = "keys.copy-arn"
    title = "Copy key ARN"
    label = "Copy ARN"
    key = "Y"


class ToggleKey(Command):
    """Disable an enabled key, or enable a disabled one. Volumes that are attached go on either way."""

    id = "keys.toggle"
    title = "Enable or disable"
    label = "Enable/disable"
    key = "e"
    mutates = True
    danger = Danger.CONFIRM


class EnableKeys(Command):
    """Let disabled keys be used again."""

    id = "keys.enable"
    title = "Enable"
    mutates = True


class DisableKeys(Command):
    """Stop enabled keys from being used. Volumes that are attached go on."""

    id = "keys.disable"
    title = "Disable"
    mutates = True
    danger = Danger.CONFIRM


class KeyActions(Command):
    """Open the menu of everything that can be done to the keys."""

    id = "keys.actions"
    title = "Key actions"
    label = "Actions"
    key = "A"


class ScheduleDeletion(Command):
    """Have keys deleted after a waiting period of 7 to 30 days. What they protect is lost then."""

    id = "keys.schedule-deletion"
    title = "Schedule key deletion"
    label = "Delete…"
    key = "x"
    mutates = True
    danger = Danger.TYPE


class CancelDeletion(Command):
    """Keep keys that are pending deletion. They are disabled afterwards; enable them separately."""

    id = "keys.cancel-deletion"
    title = "Cancel key deletion"
    label = "Undelete"
    key = "u"
    mutates = True
