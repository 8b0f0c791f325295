"""`kmstui call`: one gateway call from a shell.

Prints what the AWS CLI would print and exits as it would; the account is opened without its data plane, which
starts only if the operation needs it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.failures import LOCAL
from kmstui.aws.gateway import Params, Result
from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import service_model
from kmstui.cli.account import AccountUnavailable, needs_data_plane, open_local
from kmstui.cli.aws_json import from_result, to_params
from kmstui.cli.elsewhere import call_elsewhere
from kmstui.cli.endpoint_options import HERE, Elsewhere
from kmstui.config import Config
from kmstui.console.text import safe

EXIT_BAD_INPUT = 2
EXIT_AWS_ERROR = 254
"""What the AWS CLI exits with when a service answers with an error (AWS CLI User Guide, "Return codes")."""


def run_call(
    service: str,
    operation: str,
    text: str | bytes,
    data_dir: Path | None,
    region: str,
    identity: str,
    where: Elsewhere = HERE,
) -> int:
    """Make the call, print its answer, and return the exit code."""
    try:
        params = _params(service, operation, text)
        if where:
            result = call_elsewhere(where, service, operation, params)
        else:
            result = _answer(service, operation, params, Config.for_user(data_dir), region, identity)
    except (ValueError, AccountUnavailable) as error:
        return _complain(f"kmstui: {error}", EXIT_BAD_INPUT)
    except AwsError as error:
        if where and error.code in LOCAL:
            return _complain(f"kmstui: {error.message}", EXIT_BAD_INPUT)
        message = f"An error occurred ({error.code}) when calling the {operation} operation: {error.message}"
        return _complain(message, EXIT_AWS_ERROR)
    return _print(result) if result else 0


def _answer(
    service: str, operation: str, params: Params, config: Config, region: str, identity: str
) -> Result:
    served = needs_data_plane(service, operation)
    account = open_local(config, identity, pace="instant", data_plane_at_once=served)
    try:
        return account.endpoint.gateway(identity, region).call(service, operation, params)
    finally:
        account.close()


def _print(result: Result) -> int:
    try:
        sys.stdout.write(_text(result) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever read the answer has had enough of it
    except OSError as error:
        _forget_output()
        return _complain(
            f"kmstui: the call was made, but its answer cannot be written: {error.strerror}", EXIT_BAD_INPUT
        )
    return 0


def _text(result: Result) -> str:
    """The answer as JSON; what a terminal would obey or hide stands in it as an escape."""
    text = json.dumps(from_result(result), indent=4, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def _forget_output() -> None:
    """Let what is still to be written go nowhere, or the interpreter tries it again when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _params(service: str, operation: str, text: str | bytes) -> Any:
    if (service, operation) not in OPERATIONS:
        known = sorted(name for known_service, name in OPERATIONS if known_service == service)
        services = ", ".join(sorted({known_service for known_service, _ in OPERATIONS}))
        hint = f"it has {', '.join(known)}" if known else f"services are {services}"
        raise ValueError(f"unknown operation {service} {operation}; {hint}")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ValueError(f"the parameters are not JSON: {error}") from None
    except RecursionError:
        raise ValueError("the parameters are nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("the parameters must be a JSON object")
    model = service_model(service)
    return to_params(model, model.input(operation), value)


def _complain(message: str, code: int) -> int:
    """Say what is the matter in one line, whatever the account's or the caller's text holds."""
    sys.stderr.write(f"{safe(message)}\n")
    return code
