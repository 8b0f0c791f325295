"""One profile is put into the AWS CLI's files, and everything else stays byte for byte."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import botocore.configloader
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kmstui.cli.aws_files import (
    config_path,
    config_section,
    credentials_path,
    is_foreign,
    read,
    replace_file,
    with_section,
)

KEY = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "a/b+c=", "aws_session_token": ""}
OTHERS = (
    b"[work]\naws_access_key_id=OLD\n\n# a note\n[play]\nregion : eu-west-1\ns3 =\n  max_queue_size = 2\n"
)

LINES = st.lists(st.sampled_from([b"\r", b"\n", b"\x00", b" ", b"#", b"=", b"x", b"[x]"]), max_size=8).map(
    b"".join
)


def parsed(tmp_path: Path, text: bytes) -> Mapping[str, Mapping[str, object]]:
    """What botocore reads in a file."""
    path = tmp_path / "read"
    path.write_bytes(text)
    found: Mapping[str, Mapping[str, object]] = botocore.configloader.raw_config_parse(str(path))
    return found


def test_a_profile_is_appended_to_what_is_there(tmp_path: Path) -> None:
    for before in (b"", OTHERS, OTHERS.rstrip(b"\n"), OTHERS + b"\n\n"):
        after = with_section(before, "kmstui", KEY)
        assert after.startswith(before)
        found = parsed(tmp_path, after)["kmstui"]
        assert found == {"aws_access_key_id": "AKIA", "aws_secret_access_key": "a/b+c="}
        assert not is_foreign(after, "kmstui")
        assert with_section(after, "kmstui", KEY) == after


def test_a_profile_is_replaced_where_it_stands_and_keeps_what_is_not_ours(tmp_path: Path) -> None:
    old = b"[kmstui]\n# mine\naws_session_token=o\noutput=json\nAWS_ACCESS_KEY_ID=odd\ns3 =\n  region=x\n\n"
    after = with_section(OTHERS + old + b"[last]\nregion=eu-west-2\n", "kmstui", KEY)
    assert after.startswith(OTHERS)
    assert after.endswith(b"\n[last]\nregion=eu-west-2\n")
    found = parsed(tmp_path, after)["kmstui"]
    assert found["output"] == "json"
    assert found["s3"] == {"region": "x"}
    assert found["aws_access_key_id"] == "AKIA"
    assert "aws_session_token" not in found
    assert b"# mine\n" in after


def test_a_session_leaves_when_a_key_comes(tmp_path: Path) -> None:
    temporary = with_section(OTHERS, "kmstui", {**KEY, "aws_session_token": "token"})
    assert parsed(tmp_path, temporary)["kmstui"]["aws_session_token"] == "token"
    assert with_section(temporary, "kmstui", KEY) == with_section(OTHERS, "kmstui", KEY)


@pytest.mark.parametrize(
    "header", [b"[profile x]", b'[profile "x"]', b"[ profile  x ]", b"[profile x] # mine", b"[profile\tx]"]
)
def test_a_section_is_found_however_its_header_is_written(header: bytes) -> None:
    text = header + b"\nregion = eu-west-1\n"
    assert is_foreign(text, config_section("x"))
    after = with_section(text, config_section("x"), {"region": "us-east-1"})
    assert after == header + b"\n# written by kmstui\nregion = us-east-1\n"
    assert not is_foreign(text, "x")
    assert not is_foreign(text, config_section("xy"))


def test_the_default_profile_is_called_so_in_both_files() -> None:
    assert config_section("default") == "default"


def test_lines_end_as_they_do_in_the_file() -> None:
    after = with_section(b"[work]\r\nregion = eu-west-1", "kmstui", {"region": "us-east-1"})
    assert after.count(b"\n") == after.count(b"\r\n")
    assert after.startswith(b"[work]\r\nregion = eu-west-1\r\n\r\n[kmstui]\r\n")


@pytest.mark.parametrize("last", [b"output = json\r", b"\r", b"# half a line end\r", b"[play]\r"])
def test_a_carriage_return_at_the_end_of_a_file_becomes_no_line_of_ours(tmp_path: Path, last: bytes) -> None:
    before = b"[work]\nregion = eu-west-1\n" + last
    after = with_section(before, "kmstui", KEY)
    assert after.startswith(before + b"\n")
    assert b"\n[kmstui]\n# written by kmstui\n" in after
    assert parsed(tmp_path, after)["kmstui"]["aws_access_key_id"] == "AKIA"
    assert set(parsed(tmp_path, before)) | {"kmstui"} == set(parsed(tmp_path, after))


@given(LINES, LINES)
@example(b"", b"\r")
@example(b"", b"\n\raws_session_token = t")
def test_a_profile_put_twice_is_as_one_put_once(before: bytes, within: bytes) -> None:
    text = before + b"\n[kmstui]" + within
    after = with_section(text, "kmstui", KEY)
    assert after.startswith(before + b"\n")
    assert with_section(after, "kmstui", KEY) == after


def test_a_header_at_the_very_end_gets_its_settings(tmp_path: Path) -> None:
    after = with_section(b"[kmstui]", "kmstui", KEY)
    assert parsed(tmp_path, after)["kmstui"]["aws_access_key_id"] == "AKIA"


@given(LINES | st.binary(max_size=200).filter(lambda text: b"kmstui" not in text))
@example(b"\x00\r")
@example(b"[work]\rregion = eu-west-1\r")
@example(b"[work]\nregion = eu-west-1\r")
def test_whatever_a_file_holds_stays_in_it(before: bytes) -> None:
    after = with_section(before, "kmstui", KEY)
    assert after.startswith(before)
    assert with_section(after, "kmstui", KEY) == after


def test_a_file_is_its_owners_and_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "folder" / "link"
    real.write_bytes(b"old")
    real.chmod(0o644)
    link.parent.mkdir()
    link.symlink_to(real)
    old = os.umask(0)
    try:
        replace_file(link, b"new")
        replace_file(tmp_path / "made" / "file", b"new")
    finally:
        os.umask(old)
    assert link.is_symlink()
    for file in (real, tmp_path / "made" / "file"):
        assert file.read_bytes() == b"new"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "made", "real"]


def test_a_file_that_cannot_be_replaced_is_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a directory"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a directory"]


def test_files_are_where_the_environment_says(tmp_path: Path) -> None:
    named = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "c"), "AWS_CONFIG_FILE": "~/config"}
    assert credentials_path(named) == tmp_path / "c"
    assert config_path(named) == Path.home() / "config"
    assert credentials_path({}) == Path.home() / ".aws" / "credentials"
    assert config_path({"AWS_CONFIG_FILE": ""}) == Path.home() / ".aws" / "config"
    assert read(tmp_path / "nothing") == b""
