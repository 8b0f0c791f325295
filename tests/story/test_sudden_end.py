"""The process that has the account open is killed: what was answered is there when it is opened again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.story.home import PATIENCE_S, Home, wait_for

ROOT = Path(__file__).parents[2]
WORK = """
import sys
from pathlib import Path
from tests.story.home import ENDLESS, Home
with Home(Path(sys.argv[1])).opened() as aws:
    key = aws.create_key()
    volume_id = aws.attached_volume(key)
    aws.write(volume_id, 0, b"answered before the end".ljust(4096))
    aws("kmstui", "StartLoad", VolumeId=volume_id, Workload=ENDLESS | {"WritePercent": 0})
    last = [{"TagKey": "last", "TagValue": "words"}]
    aws("kms", "TagResource", identity="bob", KeyId=key.key_id, Tags=last)
    print(volume_id, key.key_id, flush=True)
    sys.stdin.read()
"""


def _workers_of(home: Home) -> list[int]:
    """The processes that have one of this home's volume files open."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            files = [os.readlink(file) for file in (process / "fd").iterdir()]
        except OSError:
            continue
        if any(file.startswith(str(home.directory)) for file in files):
            found.append(int(process.name))
    return found


def test_a_killed_process_takes_its_workers_with_it_and_loses_nothing(home: Home) -> None:
    command = [sys.executable, "-c", WORK, str(home.directory)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        volume_id, key_id = process.stdout.readline().split()
        assert len(_workers_of(home)) >= 2
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE_S)
    wait_for(lambda: True if _workers_of(home) == [] else None)
    with home.opened() as aws:
        assert aws("kmstui", "DescribeDataKey", VolumeId=volume_id)["State"] == "in memory"
        assert aws.sector(volume_id, 0).plaintext.rstrip() == b"answered before the end"
        tags = aws("kms", "ListResourceTags", identity="bob", KeyId=key_id)["Tags"]
        assert {"TagKey": "last", "TagValue": "words"} in tags
        assert not aws.meters(volume_id).load_running


def test_a_worker_that_dies_takes_only_its_own_volume_with_it(home: Home) -> None:
    with home.opened() as aws:
        key = aws.create_key()
        doomed = aws.attached_volume(key)
        (worker,) = [pid for pid in _workers_of(home) if pid != os.getpid()]
        other = aws.create_volume(key)
        aws("ec2", "AttachVolume", VolumeId=other, InstanceId=aws.instance(), Device="/dev/sdg")
        for volume_id in (doomed, other):
            aws.write(volume_id, 0, b"answered before the end".ljust(4096))
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: True if worker not in _workers_of(home) else None)
        refusal = aws.refusal("kmstui", "GetVolumeIo", VolumeId=doomed)
        assert refusal.code in {"InternalError", "IncorrectState"}
        assert doomed in refusal.message
        assert aws("kmstui", "DescribeDataKey", VolumeId=doomed)["State"] == "not in memory"
        assert aws.sector(other, 0).plaintext.rstrip() == b"answered before the end"
        aws("ec2", "DetachVolume", VolumeId=doomed, Force=True)
        aws.attach(doomed)
        assert aws.sector(doomed, 0).plaintext.rstrip() == b"answered before the end"
