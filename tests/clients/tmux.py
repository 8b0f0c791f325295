"""A console in a real terminal: tmux draws what a person would see, and its screen is read as text.

Nothing here waits for a length of time: the terminal's output wakes the reader up, which then looks at the
screen again, until a deadline.
"""

import os
import select
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shlex import join, quote

PATIENCE_S = 60.0
"""How long a screen may take to become what is waited for, on a machine that has other things to do."""


class Tmux:
    """A tmux server with one window in it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._name = f"kmstui-test-{os.getpid()}"
        self._consoles = 0

    def console(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
    ) -> "Console":
        """Run a command in a terminal of a size."""
        self._consoles += 1
        return Console(self._run, f"c{self._consoles}", self._directory, command, environment, size)

    def close(self) -> None:
        """End the server and what runs in it."""
        subprocess.run(["tmux", "-L", self._name, "kill-server"], capture_output=True, check=False)

    def _run(self, *arguments: str) -> str:
        run = subprocess.run(
            ["tmux", "-u", "-L", self._name, "-f", "/dev/null", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )
        assert run.returncode == 0, f"tmux {join(arguments)}: {run.stderr}"
        return run.stdout


class Console:
    """One command in one terminal."""

    def __init__(
        self,
        tmux: Callable[..., str],
        name: str,
        directory: Path,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int],
    ) -> None:
        self._tmux = tmux
        self._name = name
        news, end = directory / f"{name}.news", directory / f"{name}.end"
        self._news, self._end = _fifo(news), _fifo(end)
        width, height = map(str, size)
        clean = ["env", "-i", *(f"{key}={value}" for key, value in environment.items())]
        program = join([*clean, "TERM=tmux-256color", "COLORTERM=truecolor", *command])
        tmux("new-session", "-d", "-s", name, "-x", width, "-y", height, "cat")
        tmux("set-option", "-t", name, "remain-on-exit", "on")
        tmux("pipe-pane", "-t", name, f"exec cat > {quote(str(news))}")
        tmux("respawn-pane", "-k", "-t", name, f"{program}; echo $? > {quote(str(end))}")

    @property
    def text(self) -> str:
        """The screen."""
        return self._tmux("capture-pane", "-p", "-t", self._name)

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names for them, in one burst, faster than anybody types."""
        self._tmux("send-keys", "-t", self._name, *keys)

    def type(self, text: str) -> None:
        """Type text in one burst."""
        self._tmux("send-keys", "-t", self._name, "-l", text)

    def click(self, text: str) -> None:
        """Click the middle of the first place where a text stands, with the mouse."""
        rows = self.text.split("\n")
        y = next(number for number, row in enumerate(rows) if text in row)
        place = f"{rows[y].index(text) + 1 + len(text) // 2};{y + 1}"
        self.type(f"\x1b[<0;{place}M\x1b[<0;{place}m")

    def until(self, *texts: str) -> str:
        """Wait until all of some texts are on the screen, and return it."""
        return self.until_true(lambda screen: all(text in screen for text in texts), " and ".join(texts))

    def until_true(self, wanted: Callable[[str], bool], what: str) -> str:
        """Wait until the screen satisfies a condition, and return it."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            screen = self.text
            if wanted(screen):
                return screen
            left = deadline - time.monotonic()
            assert left > 0, f"{what!r} never came; the screen is\n{screen}"
            if select.select([self._news], [], [], left)[0]:
                os.read(self._news, 1 << 20)

    def exit_code(self) -> int:
        """Wait until the command has ended; what it ended with."""
        assert select.select([self._end], [], [], PATIENCE_S)[0], f"it did not end:\n{self.text}"
        return int(os.read(self._end, 16))


def _fifo(path: Path) -> int:
    """Make a pipe with a name, and open the end one reads from."""
    os.mkfifo(path)
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK)
