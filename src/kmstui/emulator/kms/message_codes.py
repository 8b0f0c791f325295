"""GenerateMac and VerifyMac: message authentication codes under HMAC keys."""

from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.emulator.crypto.macs import authentic, mac
from kmstui.emulator.kms.access import Conditions
from kmstui.emulator.kms.cryptographic import Use, check_dry_run, use_handler
from kmstui.emulator.kms.key_specs import GENERATE_VERIFY_MAC, check_algorithm
from kmstui.emulator.kms.keyring import Keyring
from kmstui.emulator.kms.model import KmsKey
from kmstui.emulator.registry import Context, Handler


def handlers(keyring: Keyring) -> tuple[Handler[Any], ...]:
    """The operations of this module."""

    def generated(context: Context, params: Params, key: KmsKey) -> Result:
        with keyring.opened(context, key) as secret:
            code = mac(secret, params["MacAlgorithm"], params["Message"])
        return {"Mac": code, "MacAlgorithm": params["MacAlgorithm"], "KeyId": key.arn}

    def verified(context: Context, params: Params, key: KmsKey) -> Result:
        with keyring.opened(context, key) as secret:
            if not authentic(secret, params["MacAlgorithm"], params["Message"], params["Mac"]):
                raise AwsError("KMSInvalidMacException")
        check_dry_run(params)
        return {"KeyId": key.arn, "MacValid": True, "MacAlgorithm": params["MacAlgorithm"]}

    generate = Use("GenerateMac", GENERATE_VERIFY_MAC, _conditions, _check)
    verify = Use("VerifyMac", GENERATE_VERIFY_MAC, _conditions, _check, tries=True)
    return (use_handler(generate, generated, keyring), use_handler(verify, verified, keyring))


def _conditions(params: Params) -> Conditions:
    return {"kms:MacAlgorithm": (params["MacAlgorithm"],)}


def _check(params: Params, key: KmsKey) -> None:
    check_algorithm(key, params["MacAlgorithm"])
