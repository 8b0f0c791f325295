"""The small process that workers are forked from: `python -m kmstui.hypervisor.zygote FD [traceable]`.

It is started before the console has threads, and costs it almost nothing: until the first message comes, it
has loaded the interpreter and no more. What forks is `forking`, loaded then; 60 ms of loading beside the
console's own would delay its first paint by as much on a small machine.
"""

import socket
import sys
from importlib import import_module


def main(arguments: list[str]) -> None:
    """Wait for the first message on the control socket, and let `forking` answer it."""
    control = socket.socket(fileno=int(arguments[0]))
    if control.recv(1, socket.MSG_PEEK):
        import_module("kmstui.hypervisor.forking").serve(control, traceable="traceable" in arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
