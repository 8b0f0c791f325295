"""What can be done in the event history."""

from kmstui.tui.commands import Command


class OpenRecord(Command):
    """Show the whole record of the event as JSON."""

    id = "events.record"
    title = "Show the event record"
    label = "Record"
    key = "J"


class Explain(Command):
    """Show which policy statements were considered, and which one decided."""

    id = "events.explain"
    title = "Why was it refused?"
    label = "Why"
    key = "e"


class FilterBy(Command):
    """Look events up by one attribute, as CloudTrail does: name, user, resource, source and others."""

    id = "events.filter"
    title = "Look up by attribute"
    label = "Look up"
    key = "f"


class ToggleLooks(Command):
    """Hide or show the calls that only look: Describe*, List*, Get* and Lookup*."""

    id = "events.looks"
    title = "Hide or show reads"
    label = "Reads"
    key = "h"


class NextSpan(Command):
    """Show the last 30 minutes, hour, 12 hours, day, 7 or 90 days."""

    id = "events.span"
    title = "Change the time range"
    label = "Time range"
    key = "w"


class OpenResource(Command):
    """Go to the key or the volume that the event is about."""

    id = "events.resource"
    title = "Go to the resource"
    label = "Resource"
    key = "o"


class ClearLookup(Command):
    """Look all events up again."""

    id = "events.clear"
    title = "Clear the lookup"
    label = "Clear"
    key = "c"


class CopyEventId(Command):
    """Copy the event's ID to the clipboard."""

    id = "events.copy-id"
    title = "Copy event ID"
    label = "Copy ID"
    key = "y"


EVENT_VERBS: tuple[type[Command], ...] = (
    OpenRecord,
    Explain,
    FilterBy,
    ToggleLooks,
    NextSpan,
    OpenResource,
    ClearLookup,
    CopyEventId,
)
"""The most frequent first."""
