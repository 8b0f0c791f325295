"""A stand-in for the console: a process with a host in it, driven through its standard streams.

Reads the data key as 64 raw bytes, attaches the volume, says `attached PID...`, then follows one word per
line: `write`, `detach`, `end`. It keeps no copy of the key but the buffer that the host wipes.
"""

import os
import sys
from pathlib import Path

from kmstui.hypervisor.host import Host

VOLUME = "vol-0123456789abcdef0"
SIZE = 8 << 20


def main(directory: Path) -> None:
    """Attach, then obey."""
    host = Host(directory, traceable=True)
    host.create(VOLUME, SIZE)
    key = bytearray(64)
    os.readv(0, [key])
    host.attach(VOLUME, SIZE, key)
    say(f"attached {host.workers()[VOLUME]}")
    for line in sys.stdin:
        match line.strip():
            case "write":
                host.write(VOLUME, 0, b"written before the end".ljust(512))
            case "detach":
                host.detach(VOLUME)
            case "end":
                host.close()
                break
        say("done")


def say(text: str) -> None:
    """One line to whoever drives us."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
