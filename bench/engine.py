"""What our XTS costs over OpenSSL's own: each size against one `update_into` on a ready context.

python bench/engine.py [--quick]
"""

import statistics
import sys
from collections.abc import Iterator

from bench.rounds import Case, Row, interleave, ratio, report

from kmstui.aws.entropy import SeededEntropy
from kmstui.hypervisor.contexts import settable_context
from kmstui.hypervisor.layout import UNIT_BYTES
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.xts import Xts, XtsKey

HOT_BYTES = 1 << 30
"""The stretch that requests fall into; its tweaks (4 MiB) stay cached."""
FLOORS = {1 << 20: 0.90, 256 << 10: 0.85, 64 << 10: 0.75, 4096: 0.30}
BYTES_PER_ROUND = 512 << 20
FEWEST_CALLS, MOST_CALLS = 100, 40_000


def positions(size: int, count: int) -> list[tuple[int, int]]:
    """(unit, start) of aligned requests all over the hot stretch, the same in each run."""
    random = SeededEntropy(f"bench/engine/{size}").token_bytes(8 * count)
    words = (int.from_bytes(random[at : at + 8], "little") for at in range(0, 8 * count, 8))
    return [divmod(word % (HOT_BYTES // size) * size, UNIT_BYTES) for word in words]


def pieces(view: memoryview) -> Iterator[memoryview]:
    """A request cut at the ends of data units; it begins at one when it is larger than one."""
    for at in range(0, len(view), UNIT_BYTES):
        yield view[at : at + UNIT_BYTES]


def engine_case(engine: Xts, size: int, count: int) -> Case:
    """Encrypt `count` requests of `size` bytes."""
    source, target = list(pieces(memoryview(bytes(size)))), list(pieces(memoryview(bytearray(size))))
    places = positions(size, count)

    def run_small() -> None:
        (only,), (into,) = source, target
        encrypt = engine.encrypt
        for unit, start in places:
            encrypt(only, into, unit, start)

    def run_large() -> None:
        for unit, _ in places:
            for index, piece in enumerate(source):
                engine.encrypt(piece, target[index], unit + index)

    return run_small if size <= UNIT_BYTES else run_large


def limit_case(size: int, count: int) -> Case:
    """The same bytes through OpenSSL in one call each, always with the same tweak."""
    update_into = settable_context(SecretBuffer(bytearray(range(64))), encrypting=True).update_into
    source, target = memoryview(bytes(size)), memoryview(bytearray(size))

    def run() -> None:
        for _ in range(count):
            update_into(source, target)

    return run


def measure(rounds: int) -> list[Row]:
    """All sizes in one run."""
    engine = Xts(XtsKey(SecretBuffer(bytearray(range(64)))))
    rows = []
    for size, floor in FLOORS.items():
        count = max(FEWEST_CALLS, min(MOST_CALLS, BYTES_PER_ROUND // size))
        seconds = interleave(
            {"limit": limit_case(size, count), "engine": engine_case(engine, size, count)}, rounds
        )
        speed = size * count / statistics.median(seconds["engine"]) / 1e9
        micros = statistics.median(seconds["engine"]) / count * 1e6
        rows.append(
            Row(
                f"XTS against one-call OpenSSL, {size >> 10} KiB",
                f"{micros:8.2f} us, {speed:5.2f} GB/s",
                ratio(seconds["limit"], seconds["engine"]),
                floor,
            )
        )
    return rows


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when a floor was not reached."""
    return report("XTS engine, 512 KiB data units", measure(7 if "--quick" in arguments else 15))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
