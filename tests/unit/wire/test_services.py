"""The catalogue is what the models' metadata say."""

from kmstui.aws.operations import OPERATIONS
from kmstui.wire.forms import tree
from kmstui.wire.services import SERVICES, catalogue


def test_every_service_with_operations_is_in_the_catalogue() -> None:
    assert {service for service, _ in OPERATIONS} <= set(SERVICES)
    assert set(catalogue().models) == set(SERVICES)


def test_clients_names_are_all_known() -> None:
    known = catalogue()

    assert set(known.by_version.values()) == {"ec2", "iam", "sts"}
    assert set(known.by_target.values()) == {"kms", "cloudtrail", "config", "kmstui"}
    assert len(known.paths) == 6
    assert known.targets["TrentService.ListKeys"].operation == "ListKeys"


def test_it_is_made_once() -> None:
    assert catalogue() is catalogue()


def test_no_operation_has_a_parameter_that_every_form_has() -> None:
    for model in catalogue().models.values():
        for operation in model.operations if model.protocol in ("query", "ec2") else ():
            taken = model.input(operation)
            names = [*(taken.members if taken else ())]
            assert list(tree(dict.fromkeys(names, "x"))) == names
