"""Many callers at once, as a console asks from its threads: none sees or leaves half of another's call."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.story.home import ENDLESS, Opened

ROUNDS = 12


def _rounds(ready: Barrier, work: Callable[[int], None]) -> Callable[[], None]:
    def run() -> None:
        ready.wait()
        for number in range(ROUNDS):
            work(number)

    return run


def test_callers_that_make_use_and_look_at_things_do_not_disturb_each_other(aws: Opened) -> None:
    key = aws.create_key()
    busy = aws.attached_volume(key)
    moving = aws.create_volume(key)
    instance_id = aws.instance()
    aws("kmstui", "StartLoad", VolumeId=busy, Workload=ENDLESS | {"WritePercent": 0})

    def write(number: int) -> None:
        data = bytes([number]) * 4096
        aws.write(busy, number * 4096, data)
        assert aws.sector(busy, number * 4096).plaintext == data

    def move(_number: int) -> None:
        aws("ec2", "AttachVolume", VolumeId=moving, InstanceId=instance_id, Device="/dev/sdg")
        aws("ec2", "DetachVolume", VolumeId=moving)

    def make(number: int) -> None:
        made = aws("kms", "CreateKey", identity="alice")["KeyMetadata"]["KeyId"]
        aws("kms", "CreateAlias", identity="alice", AliasName=f"alias/k{number}", TargetKeyId=made)
        blob = aws("kms", "Encrypt", identity="alice", KeyId=f"alias/k{number}", Plaintext=b"x")
        opened = aws("kms", "Decrypt", identity="alice", CiphertextBlob=blob["CiphertextBlob"])
        assert opened["Plaintext"] == b"x"

    def look(_number: int) -> None:
        state = aws.volume_state(moving)
        assert state in {"available", "in-use"}
        assert aws.meters(busy).load_running
        assert len(aws.history()) > 0

    works = (write, move, make, look)
    ready = Barrier(len(works), timeout=30)
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(_rounds(ready, work)) for work in works]:
            done.result(60)
    assert aws.volume_state(moving) == "available"
    assert len(aws("kms", "ListKeys", identity="alice")["Keys"]) == 1 + ROUNDS
    names = [event["EventName"] for event in aws.history()]
    assert names.count("AttachVolume") == names.count("CreateGrant") == 1 + ROUNDS
    assert names.count("DetachVolume") == names.count("RetireGrant") == ROUNDS
