"""The commands of the tab Key policy."""

from kmstui.tui.commands import Command


class EditPolicy(Command):
    """Edit the key policy as JSON. What is wrong is shown while you type, and nothing is saved before you say
    so."""

    id = "key.edit-policy"
    title = "Edit key policy"
    label = "Edit"
    key = "m"
    mutates = True


class SwitchView(Command):
    """Switch between the sections of the default view and the policy's JSON."""

    id = "key.switch-policy-view"
    title = "Switch policy view"
    label = "Switch view"
    key = "w"


class AddToPolicy(Command):
    """Add administrators, users or another account to the section the cursor is in."""

    id = "key.add-to-policy"
    title = "Add to key policy"
    label = "Add"
    key = "a"
    mutates = True


class RemoveFromPolicy(Command):
    """Remove whom the cursor is on, or who is marked, from the section."""

    id = "key.remove-from-policy"
    title = "Remove from key policy"
    label = "Remove"
    key = "D"
    mutates = True
