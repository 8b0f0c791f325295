"""The one error that crosses a gateway says what AWS says."""

from kmstui.aws.errors import AwsError


def test_an_error_is_a_code_and_words() -> None:
    error = AwsError("NotFoundException", "Invalid keyId 'x'", request_id="r-1")
    assert (error.code, error.message, error.request_id) == ("NotFoundException", "Invalid keyId 'x'", "r-1")
    assert str(error) == "NotFoundException: Invalid keyId 'x'"


def test_many_errors_of_kms_have_no_words() -> None:
    assert str(AwsError("InvalidCiphertextException")) == "InvalidCiphertextException"
