"""Published signature vectors through the account's own functions: PKCS#1 v1.5, ECDSA, Ed25519, ML-DSA."""

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from tests.vectors.reading import (
    Case,
    cases,
    point,
    private_der,
    public_der,
    rsa_private,
    rsa_public,
    text,
)

from kmstui.emulator.crypto.signatures import Form, sign, verifies

CURVES = {
    "P-256,SHA-256": (ec.SECP256R1(), "ECDSA_SHA_256"),
    "P-384,SHA-384": (ec.SECP384R1(), "ECDSA_SHA_384"),
    "P-521,SHA-512": (ec.SECP521R1(), "ECDSA_SHA_512"),
    "K-256,SHA-256": (ec.SECP256K1(), "ECDSA_SHA_256"),
}
KATS: dict[str, Any] = {
    "44": (mldsa.MLDSA44PrivateKey, mldsa.MLDSA44PublicKey),
    "65": (mldsa.MLDSA65PrivateKey, mldsa.MLDSA65PublicKey),
    "87": (mldsa.MLDSA87PrivateKey, mldsa.MLDSA87PublicKey),
}


def _digest(case: Case) -> bytes:
    return hashlib.new(case["SHAAlg"].lower(), bytes.fromhex(case["Msg"])).digest()


def test_pkcs1_v1_5_verifies_as_nist_says() -> None:
    """All cases of a modulus and hash that AWS has; what NIST changed is refused."""
    seen = {"P": 0, "F": 0}
    for case in cases("asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp"):
        if case["section"] not in {"mod = 2048", "mod = 3072", "mod = 4096"}:
            continue
        if case["SHAAlg"] not in {"SHA256", "SHA384", "SHA512"}:
            continue
        algorithm = f"RSASSA_PKCS1_V1_5_SHA_{case['SHAAlg'][3:]}"
        public = rsa_public(int(case["n"], 16), int(case["e"], 16))
        signature, expected = bytes.fromhex(case["S"]), case["Result"].startswith("P")
        seen["P" if expected else "F"] += 1
        assert verifies(public, algorithm, bytes.fromhex(case["Msg"]), signature) is expected
        assert verifies(public, algorithm, _digest(case), signature, Form.DIGEST) is expected
    assert seen["P"] >= 9
    assert seen["F"] >= 20


def test_pkcs1_v1_5_signs_what_nist_signed() -> None:
    """This way of signing is deterministic, so the very bytes must come out."""
    made = 0
    for case in cases("asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp"):
        if case["section"] != "mod = 2048" or case["SHAAlg"] not in {"SHA256", "SHA384", "SHA512"}:
            continue
        if not case["Result"].startswith("P"):
            continue
        private = rsa_private(int(case["n"], 16), int(case["e"], 16), int(case["d"], 16))
        algorithm = f"RSASSA_PKCS1_V1_5_SHA_{case['SHAAlg'][3:]}"
        expected = bytes.fromhex(case["S"])
        assert sign(private, algorithm, bytes.fromhex(case["Msg"])) == expected
        assert sign(private, algorithm, _digest(case), Form.DIGEST) == expected
        made += 1
    assert made >= 3


@pytest.mark.parametrize("section", ["P-256,SHA-256", "P-384,SHA-384", "P-521,SHA-512"])
def test_ecdsa_verifies_as_nist_says(section: str) -> None:
    curve, algorithm = CURVES[section]
    seen = {"P": 0, "F": 0}
    for case in cases("asymmetric/ECDSA/FIPS_186-3/SigVer.rsp"):
        if case.get("section") != section:
            continue
        signature = encode_dss_signature(int(case["R"], 16), int(case["S"], 16))
        expected = case["Result"].startswith("P")
        public = point(curve, case["Qx"], case["Qy"])
        assert verifies(public, algorithm, bytes.fromhex(case["Msg"]), signature) is expected
        seen["P" if expected else "F"] += 1
    assert seen["P"] >= 3
    assert seen["F"] >= 9


def test_ecdsa_on_secp256k1_verifies_what_was_signed() -> None:
    curve, algorithm = CURVES["K-256,SHA-256"]
    seen = 0
    for case in cases("asymmetric/ECDSA/SECP256K1/SigGen.txt"):
        if case.get("section") != "K-256,SHA-256":
            continue
        signature = encode_dss_signature(int(case["R"], 16), int(case["S"], 16))
        message, public = bytes.fromhex(case["Msg"]), point(curve, case["Qx"], case["Qy"])
        assert verifies(public, algorithm, message, signature)
        assert not verifies(public, algorithm, message + b"\0", signature)
        seen += 1
    assert seen >= 10


def test_ed25519_signs_and_verifies_what_its_authors_signed() -> None:
    lines = text("asymmetric/Ed25519/sign.input").splitlines()
    assert len(lines) == 1024
    for line in lines:
        seed, public, message, signed = (bytes.fromhex(part) for part in line.split(":")[:4])
        private = private_der(ed25519.Ed25519PrivateKey.from_private_bytes(seed[:32]))
        der = public_der(ed25519.Ed25519PublicKey.from_public_bytes(public))
        signature = signed[:64]
        assert sign(private, "ED25519_SHA_512", message) == signature
        assert verifies(der, "ED25519_SHA_512", message, signature)
        assert not verifies(der, "ED25519_SHA_512", message, bytes([signature[0] ^ 1]) + signature[1:])


def _kats(bits: str) -> list[Case]:
    found: list[Case] = []
    for line in text(f"asymmetric/MLDSA/kat_MLDSA_{bits}_det_pure.rsp").splitlines():
        name, _, value = line.partition(" = ")
        if name == "count":
            found.append({})
        if found and name:
            found[-1][name.strip(" =")] = value
    return found


def _mu(case: Case) -> bytes:
    """The message representative with the vector's context (FIPS 204, algorithms 2 and 7)."""
    context = bytes.fromhex(case["ctx"])
    key_hash = hashlib.shake_256(bytes.fromhex(case["pk"])).digest(64)
    message = bytes([0, len(context)]) + context + bytes.fromhex(case["msg"])
    return hashlib.shake_256(key_hash + message).digest(64)


@pytest.mark.parametrize("bits", KATS)
def test_ml_dsa_verifies_every_known_answer_by_its_message_representative(bits: str) -> None:
    """The vectors have contexts and AWS has none, so they come in as EXTERNAL_MU."""
    known = _kats(bits)
    assert len(known) == 100
    private_type, public_type = KATS[bits]
    for case in known:
        public = public_der(public_type.from_public_bytes(bytes.fromhex(case["pk"])))
        signature = bytes.fromhex(case["sm"])[: int(case["smlen"]) - int(case["mlen"])]
        assert verifies(public, "ML_DSA_SHAKE_256", _mu(case), signature, Form.EXTERNAL_MU)
        assert not verifies(public, "ML_DSA_SHAKE_256", bytes(64), signature, Form.EXTERNAL_MU)
        made = private_type.from_seed_bytes(bytes.fromhex(case["xi"]))
        assert public_der(made.public_key()) == public


@pytest.mark.parametrize("bits", KATS)
def test_ml_dsa_signs_a_message_and_its_representative_alike(bits: str) -> None:
    """A signature of a message without context verifies as one of its representative, and the reverse."""
    case = {**_kats(bits)[0], "ctx": ""}
    private = private_der(KATS[bits][0].from_seed_bytes(bytes.fromhex(case["xi"])))
    public = public_der(KATS[bits][1].from_public_bytes(bytes.fromhex(case["pk"])))
    message, name = bytes.fromhex(case["msg"]), "ML_DSA_SHAKE_256"
    assert verifies(public, name, _mu(case), sign(private, name, message), Form.EXTERNAL_MU)
    assert verifies(public, name, message, sign(private, name, _mu(case), Form.EXTERNAL_MU))
