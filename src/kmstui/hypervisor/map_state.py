"""What the entries of a slot map add up to, and the shortest map that says the same.

Pure. The bits of written granules are recorded when a volume is closed and void from the next opening on:
after a crash the file system is asked for its holes instead. Recorded bits survive copies that fill holes
with zeros.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kmstui.hypervisor.layout import SLOT_MASK
from kmstui.hypervisor.map_records import Entry, Kind
from kmstui.hypervisor.written import ALL

_QUARTERS = 4
_QUARTER_BITS = 32
_QUARTER_ALL = 2**32 - 1


@dataclass(slots=True)
class MapState:
    """The sum of a map's entries."""

    places: dict[int, int] = field(default_factory=dict)
    """Block number -> unit number."""
    encrypted: bool | None = None
    """Whether the volume holds ciphertext; None until it was first attached."""
    reserved: int = 0
    """Slots from here on have never been used."""
    highest_reserved: int = 0
    """The highest that `reserved` ever was."""
    written: dict[int, int] | None = None
    """Unit number -> bits of its written granules, if the map was closed and not opened since."""


def fold(entries: Iterable[Entry]) -> MapState:
    """Add entries up, oldest first."""
    state = MapState()
    partial: dict[int, int] = {}
    for kind, first, second, third in entries:
        match kind:
            case Kind.PLACE:
                state.places[first] = second << 32 | third
            case Kind.RESERVE:
                state.reserved = first
                state.highest_reserved = max(state.highest_reserved, first)
            case Kind.CIPHER:
                state.encrypted = bool(first)
            case Kind.OPENED:
                state.written = None
                partial = {}
            case Kind.WRITTEN:
                shift = second * _QUARTER_BITS
                bits = partial.get(first, ALL)
                partial[first] = bits & ~(_QUARTER_ALL << shift) | third << shift
            case Kind.CLOSED:
                units = state.places.values()
                state.written = {unit: partial.get(unit & SLOT_MASK, ALL) for unit in units}
    return state


def closing(next_slot: int, places: Mapping[int, int], written: Mapping[int, int]) -> list[Entry]:
    """The entries before `CLOSED`: where to go on, and which granules of placed slots are holes."""
    entries: list[Entry] = [(Kind.RESERVE, next_slot, 0, 0)]
    for unit in places.values():
        bits = written.get(unit, 0)
        if bits != ALL:
            for quarter in range(_QUARTERS):
                part = bits >> quarter * _QUARTER_BITS & _QUARTER_ALL
                if part != _QUARTER_ALL:
                    entries.append((Kind.WRITTEN, unit & SLOT_MASK, quarter, part))
    return entries


def beginning(state: MapState) -> list[Entry]:
    """The entries that a compact map begins with, before those of `closing`."""
    entries: list[Entry] = [
        (Kind.PLACE, block, unit >> 32, unit & SLOT_MASK) for block, unit in state.places.items()
    ]
    if state.encrypted is not None:
        entries.append((Kind.CIPHER, int(state.encrypted), 0, 0))
    return entries
