"""Where an account lives on this machine, read once at the start.

Knows directories and nothing of what lies in them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

ACCOUNT_ID = "111122223333"
"""The account every fresh data directory holds: AWS's own documentation example."""
REGIONS: tuple[str, ...] = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "ap-northeast-1",
    "ap-southeast-2",
)
"""The Regions that answer; the first is the default."""
DEFAULT_IDENTITY = "alice"
"""The administrator of a fresh account."""


@dataclass(frozen=True, slots=True)
class Config:
    """The directories of one account."""

    data_directory: Path
    """The account: its database and its volumes' slot files. No key in clear ever lies here."""
    key_directory: Path
    """Root keys, apart from the data they protect."""

    @classmethod
    def for_user(cls, data_directory: Path | None) -> Self:
        """The user's own directories (XDG on Linux), with `data_directory` in place of the usual one."""
        data = data_directory or Path(platformdirs.user_data_dir("kmstui"))
        return cls(data.absolute(), Path(platformdirs.user_config_dir("kmstui")).absolute() / "root-keys")
