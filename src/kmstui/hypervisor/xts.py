"""AES-256-XTS (IEEE 1619, NIST SP 800-38E) over large data units, with cheap access to any part of one.

Why part of a unit works: XTS masks block j of unit i with E_K2(i) * alpha^j. A context started with the
tweak D_K2(E_K2(i) * alpha^j) therefore produces exactly what the whole unit's encryption has from block j on.
Those tweaks, and the masks they are made from, are as secret as the key: they live in the engine alone and
are wiped with it.

This module knows bytes and numbers; where they lie on disk is `image.py`'s business.
"""

from collections.abc import Callable
from functools import reduce
from operator import getitem, xor
from typing import cast

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kmstui.hypervisor.contexts import (
    TWEAK_BYTES,
    Buffer,
    ClosedContext,
    Context,
    ContextPerTweak,
    XtsError,
    fresh_context,
    settable_context,
    tweaks_can_be_set,
)
from kmstui.hypervisor.gf128 import product_tables, times_alpha_power
from kmstui.hypervisor.layout import GRANULE, UNIT_BYTES
from kmstui.hypervisor.secret import SecretBuffer

KEY_BYTES = 64
"""Two AES-256 keys: K1 for the data, K2 for the tweaks; what EBS asks KMS for (NumberOfBytes 64)."""
LARGEST_UNIT_BYTES = 16 << 20
"""SP 800-38E: a data unit has at most 2^20 AES blocks."""
CACHED_UNITS = 32768
"""Rows of the tweak cache: 2 KiB each for 512 KiB units, so 64 MiB cover 16 GiB of hot data."""


class XtsKey:
    """A checked AES-256-XTS key in wipeable memory. Takes ownership of the buffer it is given.

    Raises:
        XtsError: not 64 bytes, or K1 equals K2. OpenSSL checks the halves for encryption only; equal halves
            void XTS's security proof (SP 800-38E, FIPS 140-3 IG C.I), so both directions refuse them here.
    """

    def __init__(self, secret: SecretBuffer) -> None:
        if len(secret) != KEY_BYTES:
            raise XtsError(f"an AES-256-XTS key has {KEY_BYTES} bytes, not {len(secret)}")
        view = memoryview(secret.data)
        if view[: KEY_BYTES // 2] == view[KEY_BYTES // 2 :]:
            raise XtsError("the two halves of an XTS key must differ")
        self.whole = secret
        """K1 followed by K2."""
        self.tweak_half = SecretBuffer.copy_of(view[KEY_BYTES // 2 :])
        """K2 alone, in its own memory, for computing tweaks."""

    def wipe(self) -> None:
        """Overwrite both copies. Engines made from this key must be closed first."""
        self.whole.wipe()
        self.tweak_half.wipe()


class Xts:
    """One thread's engine for one key.

    Two threads on one engine give wrong output without an error: make one each. `unit` numbers are what
    IEEE 1619 calls the data unit sequence number, any integer below 2^128. Positions inside a unit and
    lengths are multiples of 16 bytes, and each call is one piece of one unit: OpenSSL restarts at the same
    tweak on a second update, so there is nothing here that could be called twice for one tweak.
    """

    def __init__(
        self,
        key: XtsKey,
        *,
        unit_bytes: int = UNIT_BYTES,
        cached_units: int = CACHED_UNITS,
        settable: bool | None = None,
    ) -> None:
        """`settable` chooses between `settable_context` and the fallback; None asks the self-test.

        Raises:
            XtsError: a unit size outside the standard.
        """
        if not TWEAK_BYTES <= unit_bytes <= LARGEST_UNIT_BYTES or unit_bytes % 16:
            raise XtsError(
                "a data unit has 16 bytes to 16 MiB in whole 16-byte blocks (SP 800-38E),"
                f" not {unit_bytes} bytes"
            )
        self.unit_bytes = unit_bytes
        self._capacity = cached_units
        self._rows: dict[int, bytearray] = {}
        self._row_bytes = unit_bytes // GRANULE * TWEAK_BYTES
        make = settable_context if _choose(settable) else ContextPerTweak
        ecb = Cipher(algorithms.AES(key.tweak_half.data), modes.ECB())  # noqa: S305 - XTS masks are ECB
        self._mask = bytearray(2 * TWEAK_BYTES - 1)
        self._bind(
            make(key.whole, encrypting=True),
            make(key.whole, encrypting=False),
            ecb.encryptor().update_into,
            ecb.decryptor().update_into,
        )

    def _bind(
        self,
        encryptor: Context,
        decryptor: Context,
        mask_of: Callable[[Buffer, Buffer], int],
        tweak_of: Callable[[Buffer, Buffer], int],
    ) -> None:
        """Keep what the hot path calls: looking it up costs a tenth of encrypting 4 KiB."""
        self._set_encrypt = cast("Callable[[Buffer], None]", encryptor.reset_nonce)
        self._set_decrypt = cast("Callable[[Buffer], None]", decryptor.reset_nonce)
        self._run_encrypt = encryptor.update_into
        self._run_decrypt = decryptor.update_into
        self._mask_of = mask_of
        self._tweak_of = tweak_of

    def encrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:
        """Encrypt `source` into `target` (which may be the same) as bytes `start`... of data unit `unit`.

        Raises:
            XtsError: a position or length that is no multiple of 16, or that reaches beyond the unit.
        """
        size = len(source)
        if (start | size) & 15 or not 0 < size <= self.unit_bytes - start or start < 0:
            raise self._refusal(start, size)
        self._set_encrypt(self._tweak(unit, start) if start else unit.to_bytes(16, "little"))
        self._run_encrypt(source, target)

    def decrypt(self, source: Buffer, target: Buffer, unit: int, start: int = 0) -> None:
        """The reverse of `encrypt`, with the same rules. Altered ciphertext gives garbage, never an error."""
        size = len(source)
        if (start | size) & 15 or not 0 < size <= self.unit_bytes - start or start < 0:
            raise self._refusal(start, size)
        self._set_decrypt(self._tweak(unit, start) if start else unit.to_bytes(16, "little"))
        self._run_decrypt(source, target)

    def close(self) -> None:
        """Wipe the cached tweaks and drop the contexts, whose key schedules OpenSSL clears."""
        self._forget_rows()
        self._mask[:] = bytes(len(self._mask))
        closed = ClosedContext()
        self._bind(closed, closed, closed.update_into, closed.update_into)

    def _refusal(self, start: int, size: int) -> XtsError:
        if (start | size) & 15 or size == 0:
            return XtsError(f"XTS works here on whole 16-byte blocks: {size} bytes at {start} are not")
        return XtsError(f"{size} bytes at {start} do not lie within a data unit of {self.unit_bytes} bytes")

    def _tweak(self, unit: int, start: int) -> bytearray:
        """The tweak that makes a context begin at byte `start` of `unit`."""
        if start % GRANULE:
            return self._lone_tweak(unit, start)
        row = self._rows.get(unit)
        if row is None:
            row = self._row(unit)
        column = start // GRANULE * TWEAK_BYTES
        return row[column : column + TWEAK_BYTES]

    def _row(self, unit: int) -> bytearray:
        """The tweaks of all granules of a unit, cached: 5 us for 128 of them.

        The intermediate integers cannot be overwritten; that a volume's process ends at detach forgets them.
        """
        if len(self._rows) >= self._capacity:
            self._forget_rows()
        self._mask_of(unit.to_bytes(16, "little"), self._mask)
        tables = product_tables(self._row_bytes // TWEAK_BYTES, GRANULE // TWEAK_BYTES)
        masks = reduce(xor, map(getitem, tables, self._mask))
        row = bytearray(self._row_bytes + TWEAK_BYTES - 1)
        self._tweak_of(masks.to_bytes(self._row_bytes, "little"), row)
        self._rows[unit] = row
        return row

    def _lone_tweak(self, unit: int, start: int) -> bytearray:
        """The tweak of any 16-byte block, not cached: 3 us."""
        self._mask_of(unit.to_bytes(16, "little"), self._mask)
        mask = times_alpha_power(int.from_bytes(self._mask[:TWEAK_BYTES], "little"), start // 16)
        tweak = bytearray(2 * TWEAK_BYTES - 1)
        self._tweak_of(mask.to_bytes(16, "little"), tweak)
        return tweak[:TWEAK_BYTES]

    def _forget_rows(self) -> None:
        for row in self._rows.values():
            row[:] = bytes(len(row))
        self._rows.clear()


def plain_decrypt(key: XtsKey, unit: int, ciphertext: Buffer) -> bytes:
    """Decrypt the beginning of a data unit by the documented API alone: the witness for what the engine
    does.
    """
    return fresh_context(key.whole, unit.to_bytes(16, "little"), encrypting=False).update(ciphertext)


def _choose(settable: bool | None) -> bool:
    return tweaks_can_be_set() if settable is None else settable
