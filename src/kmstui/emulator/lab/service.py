"""The private service `kmstui`, put together: everything a console can ask of the account beyond AWS's
API."""

from kmstui.aws.clock import Clock
from kmstui.emulator.ec2.ports import DataPlane
from kmstui.emulator.lab import settings
from kmstui.emulator.lab.explaining import Check, check_access, explain_request
from kmstui.emulator.lab.keys_of_volumes import describe_data_key, list_volumes_under_key
from kmstui.emulator.lab.loads import get_volume_io, start_load, stop_load
from kmstui.emulator.lab.private import SERVICE, private_operation
from kmstui.emulator.lab.sectors import get_sector, write_sector
from kmstui.emulator.lab.status import Housing, advance_clock, get_status
from kmstui.emulator.lab.volume_events import list_volume_events
from kmstui.emulator.registry import Service, no_subject

NEEDS_DATA_PLANE = frozenset({"StartLoad", "StopLoad", "GetVolumeIo", "GetSector", "WriteSector"})
"""The operations on volumes that must be served before they are asked for; all others work without."""
_NO_HOUSING = Housing()


def service(data_plane: DataPlane, clock: Clock, check: Check, housing: Housing = _NO_HOUSING) -> Service:
    """The private service.

    Args:
        data_plane: what serves the volumes.
        clock: the account's clock.
        check: decides one permission of a context's caller.
        housing: where the account lives.
    """
    return Service(
        name=SERVICE,
        handlers=(
            start_load(data_plane),
            stop_load(data_plane),
            get_volume_io(data_plane),
            get_sector(data_plane),
            write_sector(data_plane),
            describe_data_key(data_plane),
            list_volumes_under_key(),
            list_volume_events(),
            private_operation("GetAccountSettings", settings.get_account_settings, no_subject),
            private_operation("PutAccountSettings", settings.put_account_settings, no_subject),
            get_status(clock, housing),
            advance_clock(clock),
            explain_request(),
            check_access(check),
        ),
    )
