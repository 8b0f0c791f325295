"""The log of calls: what was asked, how long it took, how it ended; never what was answered."""

from collections.abc import Iterator

import pytest

from kmstui.aws.errors import AwsError
from kmstui.aws.gateway import Params, Result
from kmstui.backends.recording import CallLog, RecordedCall, RecordingGateway

SECRET = b"a plaintext data key"


class Answering:
    """A gateway that answers with a secret, or refuses."""

    def call(self, service: str, operation: str, params: Params) -> Result:
        if operation == "Refused":
            raise AwsError("DisabledException", "is disabled")
        if operation == "Broken":
            raise ZeroDivisionError
        return {"Plaintext": SECRET}


@pytest.fixture
def log() -> CallLog:
    """A log whose clock gains a quarter of a second each time it is looked at."""
    ticks: Iterator[float] = (0.25 * number for number in range(10_000))
    return CallLog(lambda: next(ticks), limit=3)


def test_an_answer_comes_through_and_the_call_is_kept(log: CallLog) -> None:
    gateway = RecordingGateway(Answering(), log)
    assert gateway.call("kms", "GenerateDataKey", {"KeyId": "k"}) == {"Plaintext": SECRET}
    assert list(log.calls) == [RecordedCall(1, "kms", "GenerateDataKey", {"KeyId": "k"}, 0.25)]
    assert SECRET.decode() not in repr(log.calls)


def test_a_refusal_comes_through_and_its_code_is_kept(log: CallLog) -> None:
    with pytest.raises(AwsError, match="is disabled"):
        RecordingGateway(Answering(), log).call("kms", "Refused", {})
    assert [call.error_code for call in log.calls] == ["DisabledException"]


def test_a_call_that_breaks_is_kept_too(log: CallLog) -> None:
    with pytest.raises(ZeroDivisionError):
        RecordingGateway(Answering(), log).call("kms", "Broken", {})
    assert [call.operation for call in log.calls] == ["Broken"]


def test_the_newest_calls_are_kept_under_their_numbers(log: CallLog) -> None:
    gateway = RecordingGateway(Answering(), log)
    for _ in range(5):
        gateway.call("kms", "ListKeys", {})
    assert [call.number for call in log.calls] == [3, 4, 5]
    assert log.count == 5
