"""Published vectors of what hides and shares secrets, through the account's own functions: OAEP, ECDH,
ML-KEM and HMAC."""

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from tests.vectors.reading import cases, point, private_der, public_der, rsa_private, scalar, secret, text

from kmstui.emulator.crypto.agreement import decapsulate, derive, encapsulate
from kmstui.emulator.crypto.key_pairs import InvalidPublicKeyError
from kmstui.emulator.crypto.macs import authentic, mac
from kmstui.emulator.crypto.oaep import decrypt
from kmstui.emulator.crypto.secret import SecretBuffer

OAEP = {
    "RSAES_OAEP_SHA_1": "asymmetric/RSA/pkcs-1v2-1d2-vec/oaep-vect.txt",
    "RSAES_OAEP_SHA_256": "asymmetric/RSA/oaep-custom/oaep-sha256-sha256.txt",
}
ECDH = "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_init.fax"
CURVES = {
    "EC - SHA256": ec.SECP256R1(),
    "ED - SHA384": ec.SECP384R1(),
    "EE - SHA512": ec.SECP521R1(),
}
ML_KEM: dict[str, Any] = {"768": mlkem.MLKEM768PrivateKey, "1024": mlkem.MLKEM1024PrivateKey}


def _paragraphs(name: str) -> list[tuple[str, str]]:
    """Each heading with the hexadecimal digits below it."""
    found: list[tuple[str, str]] = []
    for line in text(name).splitlines():
        if line.startswith("#"):
            found.append((line.strip("# :"), ""))
        elif found and re.fullmatch(r"[0-9a-f ]+", line):
            found[-1] = (found[-1][0], found[-1][1] + line.replace(" ", ""))
    return found


def _oaep_cases(name: str) -> list[tuple[SecretBuffer, bytes, bytes]]:
    found: list[tuple[SecretBuffer, bytes, bytes]] = []
    numbers: dict[str, int] = {}
    message = b""
    private: SecretBuffer | None = None
    for head, digits in _paragraphs(name):
        match head:
            case "Modulus" | "Exponent" | "Public exponent":
                numbers[head], private = int(digits, 16), None
                if head == "Exponent" and "Public exponent" in numbers:
                    numbers["Private"] = numbers.pop("Exponent")
            case "Message":
                message = bytes.fromhex(digits)
            case "Encryption":
                if private is None:
                    exponent = numbers.pop("Public exponent")
                    private = rsa_private(numbers["Modulus"], exponent, numbers.pop("Private"))
                found.append((private, message, bytes.fromhex(digits)))
    return found


@pytest.mark.parametrize("algorithm", OAEP)
def test_oaep_opens_every_published_ciphertext(algorithm: str) -> None:
    found = _oaep_cases(OAEP[algorithm])
    assert len(found) == 60
    for private, message, ciphertext in found:
        assert bytes(decrypt(private, algorithm, ciphertext).raw) == message


@pytest.mark.parametrize("section", CURVES)
def test_ecdh_derives_what_nist_derived(section: str) -> None:
    """Cases in which NIST broke a key or the secret must not give that secret."""
    right, wrong, curve = 0, 0, CURVES[section]
    for case in cases(ECDH):
        if case.get("section") != section or "Z" not in case:
            continue
        secret_text, verdict = case["Z"], case["Result"][3:5]
        try:
            peer = point(curve, case["QsCAVSx"], case["QsCAVSy"])
            shared = derive(scalar(curve, case["dsIUT"]), peer)
        except (ValueError, InvalidPublicKeyError):
            wrong += 1
            continue
        if verdict in ("0 ", "13"):
            assert shared.raw.hex() == secret_text.rjust(len(shared) * 2, "0")
            right += 1
        elif verdict == "8 ":
            assert shared.raw.hex() != secret_text
            wrong += 1
    assert right >= 8
    assert wrong >= 2


@pytest.mark.parametrize("bits", ML_KEM)
def test_ml_kem_opens_and_implicitly_rejects_every_known_answer(bits: str) -> None:
    known = [block for block in text(f"asymmetric/MLKEM/kat_MLKEM_{bits}.rsp").split("count = ") if block]
    assert len(known) == 1000
    for block in known:
        case = dict(line.split(" = ") for line in block.splitlines() if " = " in line)
        made = ML_KEM[bits].from_seed_bytes(bytes.fromhex(case["d"] + case["z"]))
        private = private_der(made)
        assert made.public_key().public_bytes_raw().hex() == case["pk"]
        for ciphertext, expected in (("ct", "ss"), ("ct_n", "ss_n")):
            opened = decapsulate(private, f"ML_KEM_{bits}", bytes.fromhex(case[ciphertext]))
            assert opened.raw.hex() == case[expected]


@pytest.mark.parametrize("bits", ML_KEM)
def test_what_is_encapsulated_is_decapsulated(bits: str) -> None:
    made = ML_KEM[bits].generate()
    shared, encapsulated = encapsulate(public_der(made.public_key()))
    assert decapsulate(private_der(made), f"ML_KEM_{bits}", encapsulated).raw == shared.raw


@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_hmac_is_rfc_4231s(bits: int) -> None:
    seen = 0
    for case in cases(f"HMAC/rfc-4231-sha{bits}.txt"):
        if "MD" not in case:
            continue
        key, message = secret(bytes.fromhex(case["Key"])), bytes.fromhex(case["Msg"])
        expected, algorithm = bytes.fromhex(case["MD"]), f"HMAC_SHA_{bits}"
        assert mac(key, algorithm, message) == expected
        assert authentic(key, algorithm, message, expected)
        assert not authentic(key, algorithm, message, expected[:-1])
        seen += 1
    assert seen >= 6
