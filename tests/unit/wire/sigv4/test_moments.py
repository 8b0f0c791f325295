"""The two forms of a date."""

from datetime import UTC, datetime

import pytest

from kmstui.wire.sigv4 import Reason, SignatureRefused
from kmstui.wire.sigv4.moments import from_date_header, moment, stamp


def test_the_basic_form_is_read_and_written() -> None:
    when = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
    assert moment("20150830T123600Z") == when
    assert stamp(when) == "20150830T123600Z"


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2015-08-30T12:36:00Z", "20150830T123600", "20150830T123600+0100",
        "20150230T000000Z", "20150830T250000Z", "00000101T000000Z", "٢٠١٥٠٨٣٠T123600Z", "20150830T123600Z\n",
    ],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    with pytest.raises(SignatureRefused) as refused:
        moment(text)
    assert refused.value.reason is Reason.INCOMPLETE
    assert refused.value.message.startswith("Date must be in ISO-8601 'basic format'. Got '")


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 30 Aug 2015 12:36:00 GMT",
        "Sun, 30 Aug 2015 12:36:00 -0000",
        "30 Aug 2015 12:36:00 +0000",
        "20150830T123600Z",
    ],
)
def test_a_date_header_has_https_form_or_the_basic_one(text: str) -> None:
    assert from_date_header(text) == "20150830T123600Z"


@pytest.mark.parametrize("text", ["", "Sun, 30 Aug 2015 12:36:00 CEST", "Sun, 30 Foo 2015 12:36:00 GMT", "0"])
def test_a_date_header_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(SignatureRefused):
        from_date_header(text)
