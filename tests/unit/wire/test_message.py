"""A request gives its parts as they were sent."""

from kmstui.wire.message import Request

REQUEST = Request("GET", "/a%2Fb?x=1&y=%20", (("host", "one"), ("x-n", "1"), ("x-n", "2")))


def test_the_target_is_taken_apart_and_not_decoded() -> None:
    assert (REQUEST.path, REQUEST.query) == ("/a%2Fb", "x=1&y=%20")
    assert Request("GET", "/a?b?c", ()).query == "b?c"
    assert Request("GET", "/a", ()).query == ""


def test_the_first_value_of_a_header_counts() -> None:
    assert REQUEST.header("x-n") == "1"
    assert REQUEST.header("absent") == ""
