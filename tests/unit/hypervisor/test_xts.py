"""The engine, against the documented API of `cryptography` and the rules of the standard."""

from collections.abc import Callable

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kmstui.hypervisor import contexts
from kmstui.hypervisor.contexts import XtsError, tweaks_can_be_set
from kmstui.hypervisor.layout import UNIT_BYTES
from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.xts import LARGEST_UNIT_BYTES, Xts, XtsKey, plain_decrypt

KEY = bytes(range(64))
BLOCKS = UNIT_BYTES // 16
LAST_BLOCK = BLOCKS - 1
PLAINTEXT = bytes(range(256)) * (UNIT_BYTES // 256)


def new_key() -> XtsKey:
    return XtsKey(SecretBuffer(bytearray(KEY)))


def whole_unit(unit: int) -> bytes:
    """All of PLAINTEXT encrypted as one data unit, by the documented API."""
    tweak = modes.XTS(unit.to_bytes(16, "little"))
    return Cipher(algorithms.AES(KEY), tweak).encryptor().update(PLAINTEXT)


ENGINES = {settable: Xts(new_key(), settable=settable) for settable in (True, False)}


@pytest.mark.parametrize("settable", [True, False])
@settings(max_examples=400, deadline=None)
@example(unit=0, first=0, count=BLOCKS)
@example(unit=0, first=LAST_BLOCK, count=1)
@example(unit=2**64 - 1, first=LAST_BLOCK, count=1)
@example(unit=2**64 - 1, first=1, count=LAST_BLOCK)
@example(unit=7, first=256, count=256)
@example(unit=2**63, first=0, count=1)
@given(
    unit=st.integers(0, 2**64 - 1),
    first=st.integers(0, LAST_BLOCK) | st.integers(0, 127).map(lambda granule: granule * 256),
    count=st.integers(1, 600) | st.just(BLOCKS),
)
def test_any_sub_range_equals_that_part_of_the_whole_unit(
    settable: bool, unit: int, first: int, count: int
) -> None:
    count = min(count, BLOCKS - first)
    begin, end = 16 * first, 16 * (first + count)
    expected = whole_unit(unit)[begin:end]
    got = bytearray(end - begin)
    ENGINES[settable].encrypt(PLAINTEXT[begin:end], got, unit, begin)
    assert got == expected
    ENGINES[settable].decrypt(got, got, unit, begin)
    assert got == PLAINTEXT[begin:end]


def test_the_witness_decrypts_what_the_engine_encrypted() -> None:
    got = bytearray(4096)
    ENGINES[True].encrypt(PLAINTEXT[:4096], got, 5)
    assert plain_decrypt(new_key(), 5, got) == PLAINTEXT[:4096]


class TestKeys:
    """What makes a key; both directions are refused, where OpenSSL refuses only encryption."""

    def test_equal_halves_are_refused_before_any_direction_exists(self) -> None:
        with pytest.raises(XtsError, match="halves of an XTS key must differ"):
            XtsKey(SecretBuffer(bytearray(bytes(range(32)) * 2)))

    def test_openssl_alone_would_let_equal_halves_decrypt(self) -> None:
        """The reason for our own check. Should this fail one day, the library has learnt it."""
        cipher = Cipher(algorithms.AES(bytes(range(32)) * 2), modes.XTS(bytes(16)))
        assert len(cipher.decryptor().update(bytes(32))) == 32
        with pytest.raises(ValueError, match="duplicated"):
            cipher.encryptor()

    @pytest.mark.parametrize("size", [0, 32, 63, 65])
    def test_only_64_bytes_are_a_key(self, size: int) -> None:
        with pytest.raises(XtsError, match=f"has 64 bytes, not {size}"):
            XtsKey(SecretBuffer(bytearray(range(size))))

    def test_wiping_clears_both_copies(self) -> None:
        key = new_key()
        key.wipe()
        assert key.whole.data == bytes(64)
        assert key.tweak_half.data == bytes(32)


class TestOneUpdatePerUnit:
    """A second update on one OpenSSL context restarts at the same tweak, without an error."""

    def test_the_library_restarts(self) -> None:
        context = Cipher(algorithms.AES(KEY), modes.XTS(bytes(16))).encryptor()
        assert context.update(bytes(32)) == context.update(bytes(32))

    def test_two_pieces_of_one_unit_equal_one_call(self) -> None:
        engine, got = ENGINES[True], bytearray(64)
        engine.encrypt(PLAINTEXT[:32], memoryview(got)[:32], 9, 0)
        engine.encrypt(PLAINTEXT[32:64], memoryview(got)[32:], 9, 32)
        assert got == whole_unit(9)[:64]

    def test_the_same_call_twice_gives_the_same(self) -> None:
        first, second = bytearray(4096), bytearray(4096)
        for target in (first, second):
            ENGINES[True].encrypt(PLAINTEXT[:4096], target, 3, 8192)
        assert first == second


class TestSizes:
    """Sizes are ours to check: OpenSSL's message for too large a unit speaks of too small a one."""

    @pytest.mark.parametrize("unit_bytes", [0, 8, 24, LARGEST_UNIT_BYTES + 16])
    def test_a_unit_outside_the_standard_is_refused(self, unit_bytes: int) -> None:
        with pytest.raises(XtsError, match="16 bytes to 16 MiB"):
            Xts(new_key(), unit_bytes=unit_bytes)

    def test_the_largest_unit_works_and_nothing_beyond_its_end(self) -> None:
        engine = Xts(new_key(), unit_bytes=LARGEST_UNIT_BYTES)
        data = bytearray(16)
        engine.encrypt(bytes(16), data, 1, LARGEST_UNIT_BYTES - 16)
        for direction in (engine.encrypt, engine.decrypt):
            with pytest.raises(XtsError, match="do not lie within a data unit of 16777216 bytes"):
                direction(bytearray(LARGEST_UNIT_BYTES + 16), bytearray(LARGEST_UNIT_BYTES + 16), 1)

    @pytest.mark.parametrize(
        ("start", "size", "message"),
        [
            (0, 0, "whole 16-byte blocks"),
            (0, 15, "whole 16-byte blocks"),
            (8, 16, "whole 16-byte blocks"),
            (-16, 16, "do not lie within"),
            (UNIT_BYTES, 16, "do not lie within"),
            (UNIT_BYTES - 16, 32, "do not lie within"),
            (0, UNIT_BYTES + 16, "do not lie within"),
        ],
    )
    def test_a_range_off_the_blocks_or_the_unit_is_refused(self, start: int, size: int, message: str) -> None:
        directions: list[Callable[[bytes, bytearray, int, int], None]]
        directions = [ENGINES[True].encrypt, ENGINES[True].decrypt]
        for direction in directions:
            with pytest.raises(XtsError, match=message):
                direction(bytes(size), bytearray(size), 0, start)


class TestTweakCache:
    """Cached tweaks are as secret as the key."""

    def test_eviction_changes_no_answer(self) -> None:
        engine, got = Xts(new_key(), cached_units=2), bytearray(4096)
        for unit in (1, 2, 3, 1, 4, 2):
            engine.encrypt(PLAINTEXT[4096:8192], got, unit, 4096)
            assert got == whole_unit(unit)[4096:8192]
        assert len(engine._rows) <= 2

    def test_closing_wipes_it_and_refuses_further_use(self) -> None:
        engine = Xts(new_key())
        engine.encrypt(bytes(4096), bytearray(4096), 1, 4096)
        (row,) = engine._rows.values()
        assert any(row)
        engine.close()
        assert not any(row)
        for direction in (engine.encrypt, engine.decrypt):
            with pytest.raises(XtsError, match="closed"):
                direction(bytes(16), bytearray(16), 1, 16)
            with pytest.raises(XtsError, match="closed"):
                direction(bytes(16), bytearray(16), 1)


class TestSettableTweaks:
    """The shortcut is tested before it is used, and can be done without."""

    def test_this_library_allows_them(self) -> None:
        assert tweaks_can_be_set()

    @pytest.mark.parametrize("error", [TypeError("no"), UnsupportedAlgorithm("no")])
    def test_a_library_that_refuses_them_is_noticed(
        self, error: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(contexts, "settable_context", refuse)
        assert not tweaks_can_be_set.__wrapped__()

    def test_wrong_output_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A context that ignores the new tweak keeps encrypting with the first."""

        class Deaf(contexts.ContextPerTweak):
            def reset_nonce(self, nonce: bytes) -> None:
                super().reset_nonce(bytes(16))

        monkeypatch.setattr(contexts, "settable_context", Deaf)
        assert not tweaks_can_be_set.__wrapped__()

    def test_other_xts_contexts_of_the_process_are_untouched(self) -> None:
        contexts.settable_context(SecretBuffer(bytearray(KEY)), encrypting=True)
        context = Cipher(algorithms.AES(KEY), modes.XTS(bytes(16))).encryptor()
        with pytest.raises(UnsupportedAlgorithm):
            context.reset_nonce(bytes(16))
