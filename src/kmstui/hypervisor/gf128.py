"""Multiplication by powers of alpha in XTS's field, GF(2^128) modulo x^128 + x^7 + x^2 + x + 1 (IEEE 1619
§5.2).

Only arithmetic; it sees no key. Elements are integers whose bit i is the coefficient of x^i, which is the
little-endian reading of a 16-byte block.
"""

from functools import lru_cache

_MASK = (1 << 128) - 1
_REDUCTION = 0x87
"""x^7 + x^2 + x + 1, what x^128 equals."""


def times_alpha(element: int) -> int:
    """`element` times x."""
    element <<= 1
    return (element & _MASK) ^ _REDUCTION if element >> 128 else element


def times_alpha_power(element: int, power: int) -> int:
    """`element` times x^power, for power up to 2^20: one big shift, then log2(power) reduction steps.

    A step at distance s = 2^i uses that squaring is linear: x^(128 s) = x^(7 s) + x^(2 s) + x^s + 1.
    """
    element <<= power
    for level in range(power.bit_length(), -1, -1):
        step = 1 << level
        high = element >> (128 * step)
        if high:
            low = element & ((1 << (128 * step)) - 1)
            element = low ^ high ^ (high << step) ^ (high << (2 * step)) ^ (high << (7 * step))
    while element >> 128:
        high = element >> 128
        element = (element & _MASK) ^ high ^ (high << 1) ^ (high << 2) ^ (high << 7)
    return element


@lru_cache(maxsize=8)
def product_tables(columns: int, stride: int) -> tuple[tuple[int, ...], ...]:
    """Tables that multiply one element by x^(stride*k) for all k < `columns` at once.

    Multiplication is linear over GF(2), so the product of a 16-byte element is the XOR of one table entry per
    byte: `table[i][b]` is the concatenation over k, 16 bytes each, little-endian, of b * x^(8i) *
    x^(stride*k). Costs 4096 * 16 * columns bytes (8 MiB for 128 columns) and some 7 ms, once in a process.
    """
    basis = [int.from_bytes(row, "little") for row in _basis(columns, stride)]
    return tuple(_byte_table(basis[8 * index : 8 * index + 8]) for index in range(16))


def _basis(columns: int, stride: int) -> list[bytearray]:
    """Row i: x^(stride*k + i) for all k < columns, concatenated."""
    rows = [bytearray() for _ in range(128)]
    start = 1
    for _ in range(columns):
        power = start
        for index in range(128):
            rows[index] += power.to_bytes(16, "little")
            power = times_alpha(power)
        start = times_alpha_power(start, stride)
    return rows


def _byte_table(bits: list[int]) -> tuple[int, ...]:
    """All 256 sums of the eight given values."""
    table = [0] * 256
    for byte in range(1, 256):
        lowest = byte & -byte
        table[byte] = table[byte ^ lowest] ^ bits[lowest.bit_length() - 1]
    return tuple(table)
