"""Any well-formed requests in any order: each is answered as its shape says, or refused in AWS's words."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.account import ACCOUNT, ALICE_ARN, IMAGE, REGION, ROOT_ARN, TRUST, Account, key_arn
from tests.contract.any_form import Inexpressible
from tests.contract.gateways import GATEWAYS
from tests.contract.shapes import misfits_of_input, misfits_of_output
from tests.contract.wellformed import Requests
from tests.contract.whole import furnish

from kmstui.aws.errors import AwsError

POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
KEY_POLICY = POLICY.replace('"Action"', f'"Principal":{{"AWS":"{ROOT_ARN}"}},"Action"')


def _known() -> tuple[dict[str, list[str]], list[bytes]]:
    """What a furnished account knows; ids are seeded, so every furnished account knows the same."""
    with TemporaryDirectory() as directory, GATEWAYS["local"](Path(directory)) as endpoint:
        aws = Account(endpoint)
        furnish(aws)
        key_id = aws("kms", "ListKeys")["Keys"][0]["KeyId"]
        grant = aws("kms", "ListGrants", KeyId=key_id)["Grants"][0]["GrantId"]
        volumes = [volume["VolumeId"] for volume in aws("ec2", "DescribeVolumes")["Volumes"]]
        instances = [aws.instance(name) for name in ("orders-db-1", "web-1")]
        sealed = aws("kms", "Encrypt", KeyId=key_id, Plaintext=b"x")["CiphertextBlob"]
        access_key = aws("iam", "ListAccessKeys", UserName="carol")["AccessKeyMetadata"][0]["AccessKeyId"]
    names = {
        "KeyId": [key_id, key_arn(key_id), "alias/orders", "alias/aws/ebs"],
        "AccessKeyId": [access_key],
        "RoleArn": [f"arn:aws:iam::{ACCOUNT}:role/orders-app", f"arn:aws:iam::{ACCOUNT}:role/furnished"],
        "AliasName": ["alias/orders", "alias/new", "alias/aws/ebs"],
        "GrantId": [grant],
        "Principal": [ALICE_ARN, ROOT_ARN],
        "VolumeId": volumes,
        "InstanceId": instances,
        "Resource": [*volumes, *instances],
        "UserName": ["alice", "carol", "new"],
        "RoleName": ["orders-app", "furnished", "new"],
        "GroupName": ["developers", "administrators", "new"],
        "ProfileName": ["orders-app", "new"],
    }
    texts = {
        "PolicyName": ["look", "describe-storage", "default", "KeyAdministration"],
        "PolicyArn": [READ_ONLY, f"arn:aws:iam::{ACCOUNT}:policy/KeyAdministration"],
        "PolicyDocument": [POLICY, TRUST],
        "Policy": [KEY_POLICY, POLICY],
        "VersionId": ["v1"],
        "AvailabilityZone": [f"{REGION}a", f"{REGION}b"],
        "Device": ["/dev/sdf", "/dev/sdg"],
        "DeviceName": ["/dev/sdf", "/dev/sdg"],
        "ImageId": [IMAGE],
        "InstanceType": ["m5.large"],
        "Action": ["kms:Decrypt", "ec2:AttachVolume"],
        "Name": ["tag:Name", "status", "volume-id"],
        "ResourceType": ["volume", "instance"],
        "Path": ["/", "/web/"],
    }
    return names | texts, [sealed, bytes(512), bytes(range(256)) * 2]


REQUESTS = Requests(*_known())
IDENTITIES = st.sampled_from(["alice", "alice", "alice", "root", "bob", "carol", "dave", "orders-app"])


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_every_answer_fits_its_shape_whatever_was_done_before(gateway: str, tmp_path: Path) -> None:
    numbers = count()

    @settings(max_examples=80, deadline=None)
    @given(st.lists(st.tuples(IDENTITIES, REQUESTS.any_call()), min_size=5, max_size=15))
    def live(calls: list[tuple[str, tuple[str, str, dict[str, object]]]]) -> None:
        with GATEWAYS[gateway](tmp_path / str(next(numbers))) as endpoint:
            aws = Account(endpoint)
            furnish(aws)
            for identity, (service, operation, params) in calls:
                assert misfits_of_input(service, operation, params) == []
                try:
                    answer = aws.raw(service, operation, params, identity=identity)
                except (AwsError, Inexpressible):
                    continue
                assert misfits_of_output(service, operation, answer) == []

    live()
