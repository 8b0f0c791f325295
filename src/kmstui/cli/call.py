"""`kmstui call`: one gateway call from a shell.

Prints what the AWS CLI would print and exits as it would; the account is opened without its data plane, which
starts only if the operation needs it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from kmstui.aws.errors import AwsError
from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import service_model
from kmstui.cli.account import AccountUnavailable, needs_data_plane, open_local
from kmstui.cli.aws_json import from_result, to_params
from kmstui.config import Config

EXIT_BAD_INPUT = 2
EXIT_AWS_ERROR = 254
"""What the AWS CLI exits with when a service answers with an error (AWS CLI User Guide, "Return codes")."""


def run_call(
    service: str, operation: str, text: str, data_dir: Path | None, region: str, identity: str
) -> int:
    """Make the call, print its answer, and return the exit code."""
    try:
        params = _params(service, operation, text)
        served = needs_data_plane(service, operation)
        account = open_local(Config.for_user(data_dir), identity, pace="instant", data_plane_at_once=served)
    except (ValueError, AccountUnavailable) as error:
        return _complain(str(error))
    try:
        result = account.endpoint.gateway(identity, region).call(service, operation, params)
    except AwsError as error:
        message = f"An error occurred ({error.code}) when calling the {operation} operation: {error.message}"
        return _complain(message, EXIT_AWS_ERROR)
    except AccountUnavailable as error:
        return _complain(str(error))
    finally:
        account.close()
    if result:
        sys.stdout.write(json.dumps(from_result(result), indent=4, ensure_ascii=False) + "\n")
    return 0


def _params(service: str, operation: str, text: str) -> Any:
    if (service, operation) not in OPERATIONS:
        known = sorted(name for known_service, name in OPERATIONS if known_service == service)
        services = ", ".join(sorted({known_service for known_service, _ in OPERATIONS}))
        hint = f"it has {', '.join(known)}" if known else f"services are {services}"
        raise ValueError(f"unknown operation {service} {operation}; {hint}")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"the parameters are not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ValueError("the parameters must be a JSON object")
    model = service_model(service)
    return to_params(model, model.input(operation), value)


def _complain(message: str, code: int = EXIT_BAD_INPUT) -> int:
    sys.stderr.write(f"{message if code == EXIT_AWS_ERROR else f'kmstui: {message}'}\n")
    return code
