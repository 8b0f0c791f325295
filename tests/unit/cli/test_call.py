"""`kmstui call` as a shell sees it: JSON in, JSON out, and the exit codes of the AWS CLI."""

import base64
import json

import pytest
from tests.unit.cli.conftest import Machine

AWS_ERROR, BAD_INPUT = 254, 2
HOLD_AND_WAIT = """
import sys
from pathlib import Path
from kmstui.emulator.store.account_store import AccountStore
store = AccountStore.open(Path(sys.argv[1]))
"""


def test_the_first_call_makes_the_account_and_the_next_finds_it(bare: Machine) -> None:
    made = json.loads(bare.call("kms", "CreateKey", '{"Description":"first"}').out)["KeyMetadata"]
    found = json.loads(bare.call("kms", "ListKeys").out)
    assert [key["KeyArn"] for key in found["Keys"]] == [made["Arn"]]
    assert made["CreationDate"].endswith("+00:00")


def test_blobs_are_base64_both_ways_and_json_may_come_from_standard_input(machine: Machine) -> None:
    key_id = json.loads(machine.call("kms", "ListKeys").out)["Keys"][0]["KeyId"]
    plaintext = base64.b64encode(b"\x00\xff invoice").decode()
    request = json.dumps({"KeyId": key_id, "Plaintext": plaintext, "EncryptionContext": {"ä": "ö"}})
    sealed = machine.call("kms", "Encrypt", "-", stdin=request.encode())
    blob = json.loads(sealed.out)["CiphertextBlob"]
    wanted = json.dumps({"CiphertextBlob": blob, "EncryptionContext": {"ä": "ö"}})
    opened = machine.call("kms", "Decrypt", wanted)
    assert json.loads(opened.out)["Plaintext"] == plaintext
    assert (sealed.code, sealed.err, opened.code, opened.err) == (0, "", 0, "")


def test_an_operation_that_answers_nothing_prints_nothing(machine: Machine) -> None:
    key_id = json.loads(machine.call("kms", "ListKeys").out)["Keys"][0]["KeyId"]
    ran = machine.call("kms", "DisableKey", json.dumps({"KeyId": key_id}))
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_region_and_identity_are_those_of_the_options(machine: Machine) -> None:
    elsewhere = machine.call("kms", "ListKeys", "--region", "eu-west-1", "--as", "dave")
    assert json.loads(elsewhere.out)["Keys"] == []
    who = json.loads(machine.call("sts", "GetCallerIdentity", "--as", "dave").out)
    assert who["Arn"] == "arn:aws:iam::111122223333:user/dave"


def test_options_of_the_account_count_before_the_verb_as_after_it(machine: Machine) -> None:
    other = machine.home / "other"
    first = ("--as", "dave", "--region", "eu-west-1", "--data-dir", str(other))
    who = json.loads(machine.kmstui(*first, "call", "sts", "GetCallerIdentity").out)
    assert who["Arn"] == "arn:aws:iam::111122223333:user/dave"
    assert (other / "account.json").is_file()
    named = ("call", "sts", "GetCallerIdentity", "--as", "carol")
    assert json.loads(machine.kmstui(*first, *named).out)["Arn"].endswith("user/carol")


def test_an_option_of_the_console_does_not_go_with_a_call(machine: Machine) -> None:
    ran = machine.kmstui("--read-only", "call", "kms", "CreateKey")
    assert (ran.code, ran.complaint()) == (BAD_INPUT, "kmstui: --read-only does not go with call")
    ran = machine.kmstui("--as", "dave", "tour", "--record", "story.cast")
    assert (ran.code, ran.complaint()) == (BAD_INPUT, "kmstui: --as does not go with tour")


def test_a_data_directory_of_its_own_is_an_account_of_its_own(machine: Machine) -> None:
    other = machine.home / "other"
    keys = json.loads(machine.call("kms", "ListKeys", "--data-dir", str(other)).out)["Keys"]
    assert keys == []
    assert (other / "account.json").is_file()


def test_an_error_of_aws_is_printed_as_the_aws_cli_prints_it(machine: Machine) -> None:
    ran = machine.call("kms", "DescribeKey", '{"KeyId":"fake-key-id"}')
    assert ran.code == AWS_ERROR
    assert ran.complaint() == (
        "An error occurred (NotFoundException) when calling the DescribeKey operation: "
        "Invalid keyId 'fake-key-id'"
    )


def test_somebody_unknown_is_an_error_of_aws(machine: Machine) -> None:
    ran = machine.call("kms", "ListKeys", "--as", "nobody")
    assert ran.code == AWS_ERROR
    assert ran.complaint() == (
        "An error occurred (UnrecognizedClientException) when calling the ListKeys operation: "
        "The security token included in the request is invalid."
    )


def test_control_characters_of_a_message_do_not_reach_the_terminal(machine: Machine) -> None:
    ran = machine.call("kms", "DescribeKey", json.dumps({"KeyId": "\x1b]0;x\x07\n\u202e"}))
    assert ran.code == AWS_ERROR
    assert ran.complaint().endswith("Invalid keyId '␛]0;x␇␊<U+202E>'")


def test_an_answer_keeps_its_letters_and_escapes_what_a_terminal_would_obey(machine: Machine) -> None:
    text = "Größe \x9b31m \u202e \U000e0041"
    ran = machine.call("kms", "CreateKey", json.dumps({"Description": text}))
    assert '"Größe \\u009b31m \\u202e \\udb40\\udc41"' in ran.out
    assert json.loads(ran.out)["KeyMetadata"]["Description"] == text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("kms", "EatKey"), "unknown operation kms EatKey; it has CancelKeyDeletion, "),
        (("s3", "ListBuckets"), "unknown operation s3 ListBuckets; services are cloudtrail, ec2, iam, kms, "),
        (("kms", "ListKeys", "{"), "the parameters are not JSON: "),
        (("kms", "ListKeys", "[]"), "the parameters must be a JSON object"),
        (("kms", "ListKeys", '{"Limit":' + "1" * 5000 + "}"), "the parameters are not JSON: "),
        (("kms", "ListKeys", '{"a":' + "[" * 20_000), "the parameters are nested too deeply"),
        (("kms", "ListKeys", "--region", "mars-1"), "unknown Region 'mars-1'; Regions are us-east-1, "),
        (("kms", "Encrypt", '{"Plaintext":"?"}'), "a blob must be base64: "),
        (("kms", "Encrypt", '{"Plaintext":"é"}'), "a blob must be base64: "),
        (("cloudtrail", "LookupEvents", '{"StartTime":"soon"}'), "a time must be ISO 8601 or seconds since"),
        (("cloudtrail", "LookupEvents", '{"StartTime":1e30}'), "a time must be ISO 8601 or seconds since"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(
    machine: Machine, arguments: tuple[str, ...], words: str
) -> None:
    ran = machine.call(*arguments)
    assert ran.code == BAD_INPUT
    assert ran.complaint().startswith(f"kmstui: {words}")


def test_standard_input_that_is_no_text_is_not_json(machine: Machine) -> None:
    ran = machine.call("kms", "ListKeys", "-", stdin=b"\xff\xfe{}\x80")
    assert ran.code == BAD_INPUT
    assert ran.complaint().startswith("kmstui: the parameters are not JSON: ")


def test_bad_parameters_are_the_accounts_to_refuse(machine: Machine) -> None:
    ran = machine.call("kms", "ListKeys", '{"Limit":NaN,"Colour":"red"}')
    assert ran.code == AWS_ERROR
    assert "(SerializationException) when calling the ListKeys operation: " in ran.complaint()


def test_a_call_that_needs_attached_volumes_is_answered_with_the_shapes_members(machine: Machine) -> None:
    described = json.loads(machine.call("ec2", "DescribeInstances").out)
    instance = described["Reservations"][0]["Instances"][0]
    zone = instance["Placement"]["AvailabilityZone"]
    create = {"AvailabilityZone": zone, "Size": 1, "Encrypted": True}
    volume_id = json.loads(machine.call("ec2", "CreateVolume", json.dumps(create)).out)["VolumeId"]
    attach = {"VolumeId": volume_id, "InstanceId": instance["InstanceId"], "Device": "/dev/sdf"}
    assert json.loads(machine.call("ec2", "AttachVolume", json.dumps(attach)).out)["State"] == "attaching"
    data = base64.b64encode(b"orders".ljust(512)).decode()
    write = {"VolumeId": volume_id, "Offset": 0, "Data": data}
    ran = machine.call("kmstui", "WriteSector", json.dumps(write))
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    read = {"VolumeId": volume_id, "Offset": 0, "Length": 512}
    sector = json.loads(machine.call("kmstui", "GetSector", json.dumps(read)).out)["Sector"]
    assert (sector["Plaintext"], sector["Verified"]) == (data, True)
    assert sector["Stored"] != data
    meters = json.loads(machine.call("kmstui", "GetVolumeIo", json.dumps({"VolumeId": volume_id})).out)
    assert {"At", "Read", "Write", "Flushes", "LoadRunning"} <= meters["Meters"].keys()


def test_a_call_does_not_load_the_console(machine: Machine) -> None:
    code = (
        "import atexit, sys\n"
        "absent = ('textual', 'rich', 'botocore', 'PIL')\n"
        "atexit.register(lambda: sys.stderr.write(','.join(m for m in absent if m in sys.modules)))\n"
        "from kmstui.cli import main\n"
        "main(['call', 'kms', 'ListKeys'])\n"
    )
    ran = machine.python("-c", code)
    assert (ran.code, ran.err) == (0, "")
    assert '"Keys"' in ran.out


@pytest.mark.parametrize("arguments", [("--help",), ("call", "--help"), ("tour", "-h"), ("--version",)])
def test_help_is_given(bare: Machine, arguments: tuple[str, ...]) -> None:
    ran = bare.kmstui(*arguments)
    assert ran.code == 0
    assert ran.err == ""
    assert len(ran.out) > 10
    assert not bare.data.exists()
