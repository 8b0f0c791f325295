"""The generated models are complete, current, cheap and free of botocore."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import botocore.loaders
import pytest

from kmstui.aws.operations import OPERATIONS
from kmstui.aws.shapes import PRIVATE_SERVICE, Kind, service_model

SERVICES = sorted({service for service, _ in OPERATIONS})
ROOT = Path(__file__).parents[3]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shapes_script", ROOT / "scripts" / "shapes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_botocore_s_models_give_today() -> None:
    generated = dict(_generator().generate())

    assert {path.stem for path in generated} == {*SERVICES, "ebs", "config"} - {PRIVATE_SERVICE}
    for path, text in generated.items():
        assert path.read_bytes() == text, f"{path.name} is stale: run scripts/shapes.py"


def test_a_stale_file_is_named_by_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = _generator()
    monkeypatch.setattr(script, "DIRECTORY", tmp_path)

    assert script.main(["--check"]) == 1
    assert "kms.json differs" in capsys.readouterr().out

    assert script.main([]) == 0
    assert script.main(["--check"]) == 0


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_has_a_model_and_every_reference_leads_somewhere(service: str) -> None:
    model = service_model(service)

    assert set(model.operations) == {name for owner, name in OPERATIONS if owner == service}
    for operation in model.operations.values():
        for name in (operation.input, operation.output, *operation.errors):
            assert not name or name in model.shapes
    for shape in model.shapes.values():
        places = [*shape.members.values(), *(place for place in (shape.element, shape.key) if place)]
        assert all(place.shape in model.shapes for place in places)
        assert set(shape.required) <= set(shape.members)


def test_a_service_that_is_only_routed_is_kept_as_far_as_routing_needs() -> None:
    ebs, config = service_model("ebs"), service_model("config")
    block = ebs.operations["PutSnapshotBlock"]

    assert len(ebs.operations) == 6
    assert (block.method, block.uri, block.status) == (
        "PUT",
        "/snapshots/{snapshotId}/blocks/{blockIndex}",
        201,
    )
    assert (config.metadata["targetPrefix"], dict(config.operations)) == ("StarlingDoveService", {})


def test_nothing_unreachable_is_kept() -> None:
    names = service_model("kms").shapes

    assert "CreateKeyRequest" in names
    assert "CreateCustomKeyStoreRequest" not in names


def test_shapes_carry_what_validation_needs() -> None:
    kms = service_model("kms")
    create_key = kms.input("CreateKey")
    assert create_key is not None
    policy = kms.of(create_key.members["Policy"])
    encrypt = kms.input("Encrypt")
    assert encrypt is not None
    plaintext = kms.of(encrypt.members["Plaintext"])

    assert (policy.minimum, policy.maximum) == (1, 131072)
    assert policy.pattern.startswith("[")
    assert encrypt.required == ("KeyId", "Plaintext")
    assert (plaintext.kind, plaintext.maximum, plaintext.sensitive) == (Kind.BLOB, 4096, True)
    assert "SYMMETRIC_DEFAULT" in kms.of(create_key.members["KeySpec"]).enum


def test_shapes_carry_what_a_wire_codec_needs() -> None:
    kms, ec2, iam = (service_model(name) for name in ("kms", "ec2", "iam"))
    volume = ec2.output("CreateVolume")
    assert volume is not None

    assert (kms.protocol, kms.metadata["targetPrefix"]) == ("json", "TrentService")
    assert (ec2.protocol, ec2.metadata["apiVersion"]) == ("ec2", "2016-11-15")
    assert volume.members["State"].location_name == "status"
    assert iam.operations["CreateUser"].result_wrapper == "CreateUserResult"
    assert iam.shapes["NoSuchEntityException"].error_code == "NoSuchEntity"
    assert iam.shapes["NoSuchEntityException"].http_status == 404
    assert ec2.input("CreateVolume") is not None
    assert kms.output("EnableKey") is None
    assert (kms.protocols, kms.operations["EnableKey"].method) == (("json",), "POST")
    assert kms.shapes["DependencyTimeoutException"].fault


def test_shapes_say_where_a_rest_request_carries_what() -> None:
    ebs = service_model("ebs")
    put, answer = ebs.input("PutSnapshotBlock"), ebs.output("GetSnapshotBlock")
    assert put is not None
    assert answer is not None

    assert put.payload == "BlockData"
    assert put.members["SnapshotId"].location == "uri"
    assert (put.members["DataLength"].location, put.members["DataLength"].location_name) == (
        "header",
        "x-amz-Data-Length",
    )
    assert answer.payload == "BlockData"


def test_no_service_s_clients_speak_another_protocol_than_the_codecs_do() -> None:
    """The day botocore lists smithy-rpc-v2-cbor for one of these services, it has to be spoken."""
    spoken = {"json", "query", "ec2", "rest-json"}
    loader = botocore.loaders.Loader()

    for service in (*SERVICES, "ebs", "config"):
        if service != PRIVATE_SERVICE:
            metadata = loader.load_service_model(service, "service-2")["metadata"]
            assert set(metadata["protocols"]) <= spoken, service
            assert service_model(service).protocols == tuple(metadata["protocols"])


@pytest.mark.parametrize("name", ["nothing", "../kms", "kms.json", ""])
def test_an_unknown_service_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        service_model(name)


def test_reading_every_model_does_not_import_botocore() -> None:
    program = (
        "import sys\n"
        "from kmstui.aws.shapes import service_model\n"
        f"for name in {SERVICES!r}:\n"
        "    model = service_model(name)\n"
        "    assert all(model.shapes.values())\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('botocore', 'boto3')))\n"
    )
    environment = {"PYTHONPATH": str(ROOT / "src")}

    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout == "[]\n"
