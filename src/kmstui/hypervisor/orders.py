"""What a load writes: pages of an order log, in the clear, with the card numbers nobody wants on a disk.

So that the sector inspector shows something a person recognises beside its ciphertext. The card numbers are
the card networks' published test numbers.
"""

from functools import lru_cache

SECTOR_BYTES = 512
POOL_BYTES = 2 << 20
"""Prepared once in a process, in some 15 ms; requests take slices of it."""
LARGEST_PAYLOAD = 1 << 20

_CARDS = ("4111 1111 1111 1111", "5555 5555 5555 4444", "4012 8888 8888 1881", "5105 1051 0510 5100")
_CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF")
_FIRST_ORDER = 10442
_FIRST_TIME = 1_773_480_413
_PER_SECTOR = 5
_PAYLOADS = 64


def order(number: int) -> bytes:
    """The `number`-th record of the log, one JSON object on a line."""
    cents = 1000 + number * 7919 % 98999
    return (
        f'{{"order":"A-{_FIRST_ORDER + number}","card":"{_CARDS[number % 4]}",'
        f'"total":"{cents // 100}.{cents % 100:02}","cur":"{_CURRENCIES[number % 5]}",'
        f'"ts":{_FIRST_TIME + number}}}\r\n'
    ).encode()


def sector(number: int) -> bytes:
    """512 bytes: five whole records, then zeros."""
    first = number * _PER_SECTOR
    return b"".join(map(order, range(first, first + _PER_SECTOR))).ljust(SECTOR_BYTES, b"\0")


@lru_cache(maxsize=1)
def pool() -> memoryview:
    """`POOL_BYTES` of consecutive sectors, read-only."""
    return memoryview(b"".join(map(sector, range(POOL_BYTES // SECTOR_BYTES))))


def payloads(size: int) -> list[memoryview]:
    """Distinct payloads of `size` bytes (a multiple of 512, at most 1 MiB), to be written in turn."""
    stride = max(SECTOR_BYTES, min(size, (POOL_BYTES - size) // _PAYLOADS // SECTOR_BYTES * SECTOR_BYTES))
    return [pool()[start : start + size] for start in range(0, _PAYLOADS * stride, stride)]
