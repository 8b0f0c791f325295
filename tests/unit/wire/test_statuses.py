"""Every error has the HTTP status that AWS gives it."""

import pytest

from kmstui.aws.shapes import service_model
from kmstui.wire.statuses import error_shape, status_of


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("kms", "NotFoundException", 400),
        ("kms", "AccessDeniedException", 400),
        ("kms", "DependencyTimeoutException", 500),
        ("kms", "InvalidSignatureException", 400),
        ("iam", "NoSuchEntity", 404),
        ("iam", "EntityAlreadyExists", 409),
        ("iam", "AccessDenied", 403),
        ("iam", "SignatureDoesNotMatch", 403),
        ("iam", "ValidationError", 400),
        ("ec2", "UnauthorizedOperation", 403),
        ("ec2", "InvalidVolume.NotFound", 400),
        ("ec2", "Unavailable", 503),
        ("ebs", "ResourceNotFoundException", 404),
        ("ebs", "ServiceQuotaExceededException", 402),
        ("ebs", "InternalServerException", 500),
        ("ebs", "UnknownOperationException", 404),
    ],
)
def test_an_error_has_aws_s_status(service: str, code: str, status: int) -> None:
    model = service_model(service)

    assert status_of(model, model.protocol, code) == status


@pytest.mark.parametrize("protocol", ["json", "query", "ec2", "rest-json"])
def test_a_service_that_is_none_of_ours_has_common_errors(protocol: str) -> None:
    assert status_of(None, protocol, "InternalFailure") == 500
    assert status_of(None, protocol, "Whatever") == 400


def test_an_error_is_found_by_its_code_on_the_wire() -> None:
    iam = service_model("iam")
    found = error_shape(iam, "NoSuchEntity")

    assert found is not None
    assert found.name == "NoSuchEntityException"
    assert error_shape(iam, "Nothing") is None
    assert error_shape(None, "NoSuchEntity") is None
