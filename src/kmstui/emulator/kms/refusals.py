"""Refusals that several KMS operations give, in AWS's words."""

from kmstui.aws.errors import AwsError

_DETECTED = "1 validation error detected: "


def invalid(message: str) -> AwsError:
    """A ValidationException."""
    return AwsError("ValidationException", message)


def missing(member: str) -> AwsError:
    """What a request without a member it needs is answered with; `member` in PascalCase."""
    return invalid(
        f"{_DETECTED}Value null at '{_camel(member)}' failed to satisfy constraint: Member must not be null"
    )


def too_great(member: str, value: int, largest: int) -> AwsError:
    """What a number above a limit that only this operation has is answered with."""
    return invalid(
        f"{_DETECTED}Value '{value}' at '{_camel(member)}' failed to satisfy constraint: "
        f"Member must have value less than or equal to {largest}"
    )


def unsupported(message: str) -> AwsError:
    """What a request for something this account does not have is answered with."""
    return AwsError("UnsupportedOperationException", message)


def _camel(member: str) -> str:
    return member[:1].lower() + member[1:]
