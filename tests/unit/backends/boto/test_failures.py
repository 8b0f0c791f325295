"""Whatever botocore raises comes out as one error with a code and one sentence."""

from typing import Any

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from kmstui.aws import failures
from kmstui.backends.boto.failures import FOREIGN, Attempt, aws_error

PROD = Attempt("kms", "DescribeKey", "AWS", "prod")
MOTO = Attempt("kms", "DescribeKey", "localhost:5000")


def refused(code: str, message: str = "no", status: int = 400) -> boto.ClientError:
    response: dict[str, Any] = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"RequestId": "r-1", "HTTPStatusCode": status},
    }
    return boto.ClientError(response, "DescribeKey")


def test_a_service_refuses_in_its_own_words() -> None:
    error = aws_error(refused("NotFoundException", "Key 'x' does not exist"), PROD)
    assert (error.code, error.message, error.request_id) == (
        "NotFoundException",
        "Key 'x' does not exist",
        "r-1",
    )


def test_a_token_that_a_service_calls_expired_comes_with_what_to_do() -> None:
    error = aws_error(refused("ExpiredTokenException", "The security token is expired."), PROD)
    assert error.message == (
        "The security token is expired. Sign in again (`aws sso login --profile prod`), then reload."
    )


@pytest.mark.parametrize("code", ["UnknownOperationException", "InvalidAction", "NotImplemented"])
def test_an_operation_that_is_missing_is_named_with_the_place(code: str) -> None:
    error = aws_error(refused(code), MOTO)
    assert str(error) == "NotImplemented: localhost:5000 does not implement kms DescribeKey."


def test_not_implemented_may_be_a_status_alone() -> None:
    assert aws_error(refused("InternalFailure", status=501), MOTO).code == failures.NOT_IMPLEMENTED


def test_a_page_in_html_from_an_emulator_may_mean_a_missing_operation() -> None:
    error = aws_error(refused("500", "<!doctype html>", 500), MOTO)
    assert error.code == failures.NOT_IMPLEMENTED
    assert error.message == (
        "localhost:5000 answered kms DescribeKey with HTTP 500 and no AWS error; it may not implement it."
    )


@pytest.mark.parametrize(("attempt", "code"), [(PROD, "500"), (MOTO, "502"), (MOTO, "504"), (PROD, "")])
def test_from_aws_or_a_proxy_it_only_means_that_there_was_no_answer(attempt: Attempt, code: str) -> None:
    assert aws_error(refused(code, status=int(code or 500)), attempt).code == failures.UNREADABLE


def test_an_answer_that_cannot_be_parsed_is_no_answer() -> None:
    broken = ResponseParserError("invalid XML received")
    assert aws_error(broken, PROD).code == failures.UNREADABLE
    assert aws_error(broken, MOTO).code == failures.NOT_IMPLEMENTED


def test_a_response_without_anything_in_it_is_told_too() -> None:
    assert aws_error(boto.ClientError({}, "DescribeKey"), PROD).code == failures.UNREADABLE


def _cases() -> list[tuple[Exception, str, str]]:
    url = "http://localhost:5000"
    return [
        (boto.NoCredentialsError(), failures.CREDENTIALS_MISSING, "for profile prod"),
        (boto.PartialCredentialsError(provider="env", cred_var="x"), failures.CREDENTIALS_MISSING, "prod"),
        (boto.UnauthorizedSSOTokenError(), failures.CREDENTIALS_EXPIRED, "`aws sso login --profile prod`"),
        (boto.SSOTokenLoadError(error_msg="x"), failures.CREDENTIALS_EXPIRED, "have expired"),
        (boto.TokenRetrievalError(provider="sso", error_msg="x"), failures.CREDENTIALS_EXPIRED, "prod"),
        (boto.LoginRefreshRequired(), failures.CREDENTIALS_EXPIRED, "Sign in again"),
        (boto.CredentialRetrievalError(provider="p", error_msg="boom"), failures.CREDENTIALS_MISSING, "boom"),
        (boto.MetadataRetrievalError(error_msg="boom"), failures.CREDENTIALS_MISSING, "boom"),
        (boto.ProfileNotFound(profile="prod"), failures.PROFILE_UNKNOWN, "no profile 'prod'"),
        (boto.NoRegionError(), failures.REGION_WRONG, "--region"),
        (boto.InvalidRegionError(region_name="x!"), failures.REGION_WRONG, "x!"),
        (boto.UnknownRegionError(region_name="x", error_msg="y"), failures.REGION_WRONG, "no such Region"),
        (boto.ConfigParseError(path="/c"), failures.CONFIGURATION_WRONG, "/c"),
        (boto.InvalidConfigError(error_msg="odd"), failures.CONFIGURATION_WRONG, "odd"),
        (
            boto.UnknownServiceError(service_name="x", known_service_names="y"),
            failures.NOT_IMPLEMENTED,
            "not",
        ),
        (boto.SSLError(endpoint_url=url, error="self-signed"), failures.UNREACHABLE, "self-signed"),
        (boto.EndpointConnectionError(endpoint_url=url), failures.UNREACHABLE, "Nobody answers at AWS"),
        (boto.ConnectTimeoutError(endpoint_url=url), failures.UNREACHABLE, "Nobody answers"),
        (boto.ProxyConnectionError(proxy_url=url), failures.UNREACHABLE, "Nobody answers"),
        (boto.ReadTimeoutError(endpoint_url=url), failures.TIMED_OUT, "it may have been done"),
        (boto.ConnectionClosedError(endpoint_url=url), failures.CUT_OFF, "ended the connection"),
        (boto.ResponseStreamingError(error="x"), failures.CUT_OFF, "ended the connection"),
        (boto.ParamValidationError(report="bad"), failures.UNSENDABLE, "bad"),
        (boto.HTTPClientError(error="odd"), failures.FAILED, "odd"),
        (boto.UnseekableStreamError(stream_object="x"), failures.FAILED, "x"),
        (PermissionError("config"), failures.FAILED, "config"),
        (TypeError("a bytes-like object"), failures.UNSENDABLE, "a bytes-like object"),
        (KeyError("SourceRegion"), failures.UNSENDABLE, "SourceRegion"),
        (RecursionError("deep"), failures.UNSENDABLE, "deep"),
    ]


@pytest.mark.parametrize(("raised", "code", "said"), _cases(), ids=lambda value: type(value).__name__)
def test_every_other_failure_has_a_code_and_a_sentence(raised: Exception, code: str, said: str) -> None:
    error = aws_error(raised, PROD)
    assert error.code == code
    assert said in error.message
    assert "\n" not in error.message
    assert isinstance(raised, FOREIGN)


def test_while_the_configuration_is_read_what_is_wrong_is_wrong_with_that() -> None:
    opening = Attempt("sts", "GetCallerIdentity", "AWS", opening=True)
    assert aws_error(ValueError("Invalid endpoint: x"), opening).code == failures.CONFIGURATION_WRONG


def test_without_a_profile_the_sentences_speak_of_the_environment() -> None:
    nobody = Attempt("kms", "ListKeys", "AWS")
    assert "AWS_ACCESS_KEY_ID" in aws_error(boto.NoCredentialsError(), nobody).message
    assert "`aws sso login`" in aws_error(boto.UnauthorizedSSOTokenError(), nobody).message


def test_a_long_message_of_somebody_elses_is_cut_to_a_line() -> None:
    error = aws_error(boto.HTTPClientError(error="x\n" * 5000), PROD)
    assert len(error.message) < 400
    assert error.message.endswith("…")


def test_every_exception_of_botocore_is_taken() -> None:
    """A new one in a later botocore must not end the console."""
    kinds = [kind for kind in vars(boto).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert [
        kind
        for kind in kinds
        if kind.__module__ == boto.__name__
        and not issubclass(kind, (*FOREIGN, Warning, boto.UndefinedModelAttributeError))
    ] == []
