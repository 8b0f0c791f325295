"""NIST CAVP's XTS-AES-256 vectors through our own engine.

The files come with the `cryptography_vectors` package. Of their 2,000 cases those in whole 16-byte blocks
apply.
"""

from dataclasses import dataclass

import pytest
from cryptography_vectors import open_vector_file

from kmstui.hypervisor.secret import SecretBuffer
from kmstui.hypervisor.xts import Xts, XtsKey

FILES = ("tweak-128hexstr", "tweak-dataunitseqno")
EXPECTED = 600
"""Whole-block cases in each file."""


@dataclass(frozen=True)
class Case:
    """One vector."""

    name: str
    key: bytes
    unit: int
    plaintext: bytes
    ciphertext: bytes


def cases(folder: str) -> list[Case]:
    """All whole-block cases of one file."""
    with open_vector_file(f"ciphers/AES/XTS/{folder}/XTSGenAES256.rsp", "r") as file:
        text: str = file.read()
    found = []
    for paragraph in text.split("\n\n"):
        fields = dict(line.split(" = ") for line in paragraph.splitlines() if " = " in line)
        if "COUNT" in fields and int(fields["DataUnitLen"]) % 128 == 0:
            found.append(_case(fields))
    return found


def _case(fields: dict[str, str]) -> Case:
    hexadecimal = fields.get("i")
    return Case(
        name=fields["COUNT"],
        key=bytes.fromhex(fields["Key"]),
        unit=(
            int(fields["DataUnitSeqNumber"])
            if hexadecimal is None
            else int.from_bytes(bytes.fromhex(hexadecimal), "little")
        ),
        plaintext=bytes.fromhex(fields["PT"]),
        ciphertext=bytes.fromhex(fields["CT"]),
    )


@pytest.mark.parametrize("settable", [True, False], ids=["settable", "fallback"])
@pytest.mark.parametrize("folder", FILES)
def test_the_engine_agrees_with_every_whole_block_vector(folder: str, settable: bool) -> None:
    found = cases(folder)
    assert len(found) == EXPECTED
    for case in found:
        key = XtsKey(SecretBuffer(bytearray(case.key)))
        engine = Xts(key, unit_bytes=len(case.plaintext), settable=settable)
        got = bytearray(len(case.plaintext))
        engine.encrypt(case.plaintext, got, case.unit)
        assert got == case.ciphertext, case.name
        engine.decrypt(got, got, case.unit)
        assert got == case.plaintext, case.name


@pytest.mark.parametrize("folder", FILES)
def test_the_engine_agrees_from_the_second_block_on(folder: str) -> None:
    """The computed tweaks, too, against vectors made elsewhere."""
    for case in cases(folder):
        engine = Xts(XtsKey(SecretBuffer(bytearray(case.key))), unit_bytes=len(case.plaintext))
        for start in range(16, len(case.plaintext), 16):
            got = bytearray(len(case.plaintext) - start)
            engine.encrypt(case.plaintext[start:], got, case.unit, start)
            assert got == case.ciphertext[start:], (case.name, start)
