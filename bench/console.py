"""How fast the console is to a person, against a minimal Textual application on the same terminal.

python -m bench.console [--quick]

Start to first paint; key press to the last byte of the answer, idle; the same up to the first byte while a
full-speed load runs on an attached volume; and what the live page itself costs. Everything is timed from
outside, through a pseudo terminal, in interleaved rounds.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.terminal import Terminal, cpu_seconds, descendants

SOURCE = Path(__file__).parents[1] / "src"
LIVE_SECONDS = 10.0
"""How long the live page is watched for its cost."""


@dataclass(frozen=True)
class Figure:
    """One figure with the ceiling it must not pass."""

    title: str
    detail: str
    value: float
    ceiling: float

    @property
    def reached(self) -> bool:
        """Whether the figure keeps to its ceiling."""
        return self.value <= self.ceiling


def environment(home: Path) -> dict[str, str]:
    """What both programs are started with."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(home)}
    return {**kept, **terminal, "PYTHONPATH": str(SOURCE)}


@contextmanager
def ours(home: Path, *arguments: str) -> Iterator[Terminal]:
    """The console on an account of its own."""
    with Terminal([sys.executable, "-m", "kmstui", *arguments], environment(home)) as terminal:
        yield terminal


@contextmanager
def minimal(home: Path) -> Iterator[Terminal]:
    """The least a Textual application can be."""
    program = str(Path(__file__).with_name("minimal_app.py"))
    with Terminal([sys.executable, program], environment(home)) as terminal:
        yield terminal


def call(home: Path, service: str, operation: str, **params: object) -> dict[str, object]:
    """One call on the account, from a shell."""
    command = [sys.executable, "-m", "kmstui", "call", service, operation, json.dumps(params)]
    run = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(run.stdout or "{}")
    return answer


def prepare(home: Path) -> None:
    """An account with keys to page through and one attached, encrypted volume."""
    for number in range(40):
        call(home, "kms", "CreateKey", Description=f"key {number}")
    reservations = call(home, "ec2", "DescribeInstances")["Reservations"]
    assert isinstance(reservations, list)
    instance = reservations[0]["Instances"][0]
    zone = instance["Placement"]["AvailabilityZone"]
    volume = call(home, "ec2", "CreateVolume", AvailabilityZone=zone, Size=4, Encrypted=True)
    call(
        home, "ec2", "AttachVolume",
        VolumeId=volume["VolumeId"], InstanceId=instance["InstanceId"], Device="/dev/sdf",
    )  # fmt: skip


def first_paint(home: Path, rounds: int) -> Figure:
    """Start to first paint."""
    paints: dict[str, list[float]] = {"ours": [], "minimal": []}
    for _ in range(rounds):
        with ours(home) as terminal:
            paints["ours"].append(terminal.until(b"kmstui"))
            terminal.settle()
        with minimal(home) as terminal:
            paints["minimal"].append(terminal.until(b"row 1"))
    our, their = (statistics.median(paints[name]) for name in ("ours", "minimal"))
    return Figure("start to first paint", f"{our * 1e3:.0f} ms / {their * 1e3:.0f} ms", our / their, 1.5)


def key_latency(home: Path, presses: int) -> tuple[Figure, list[float]]:
    """Key press to the last byte of the repaint, nothing else going on; also the minimal one's times."""
    times: dict[str, list[float]] = {"ours": [], "minimal": []}
    with ours(home) as console, minimal(home) as other:
        console.until(b"kmstui")
        console.settle()
        console.press("g")
        console.press("k")
        console.settle()
        other.until(b"row 1")
        other.settle()
        for number in range(presses):
            key = "j" if number % 20 < 10 else "k"
            arrow = "\x1b[B" if number % 20 < 10 else "\x1b[A"
            times["ours"].append(console.press(key)[1])
            times["minimal"].append(other.press(arrow)[1])
    our, their = (statistics.median(times[name]) for name in ("ours", "minimal"))
    figure = Figure("key to repaint, idle", f"{our * 1e3:.1f} ms / {their * 1e3:.1f} ms", our / their, 1.5)
    return figure, times["minimal"]


def under_load(home: Path, presses: int, idle: list[float]) -> tuple[Figure, Figure]:
    """Key to repaint while a load runs at full speed, and what the live page costs meanwhile."""
    with ours(home) as console:
        console.until(b"kmstui")
        console.settle()
        for key in ("g", "l"):
            console.press(key)
        time.sleep(1.0)
        console.press_for_first("s")
        time.sleep(2.0)
        workers = descendants(console.pid)
        before, began = cpu_seconds(console.pid), time.perf_counter()
        worked = sum(map(cpu_seconds, workers))
        while time.perf_counter() - began < LIVE_SECONDS:
            console.read(0.1)
        watched = time.perf_counter() - began
        share = (cpu_seconds(console.pid) - before) / watched
        worked = (sum(map(cpu_seconds, workers)) - worked) / watched
        if worked < 0.5:
            sys.exit(f"no load was running: the workers used {worked:.0%} of a core")
        console.press_for_first("g")
        console.press_for_first("k")
        console.settle(0.3)
        times = [console.press("j" if number % 20 < 10 else "k")[1] for number in range(presses)]
    slow, base = _p95(times), _p95(idle)
    return (
        Figure(
            "key to repaint under load, p95", f"{slow * 1e3:.1f} ms / {base * 1e3:.1f} ms", slow / base, 4.0
        ),
        Figure("live page at 5 fps, share of a core", f"{share * 100:.0f} %", share, 0.25),
    )


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main(arguments: list[str]) -> int:
    """Measure, print the table, and return 1 when a ceiling was passed."""
    quick = "--quick" in arguments
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        prepare(home)
        paint = first_paint(home, 5 if quick else 11)
        key, idle = key_latency(home, 60 if quick else 300)
        figures = [paint, key, *under_load(home, 60 if quick else 300, idle)]
    print("console against a minimal Textual application (lower is better)")
    for figure in figures:
        mark = "ok" if figure.reached else "ABOVE CEILING"
        measured = f"{figure.title:<38} {figure.detail:<24} {figure.value:6.2f}"
        print(f"  {measured}   ceiling {figure.ceiling:<5} {mark}")
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
