"""Forks workers, in a process that has loaded what a worker needs: a new one is ready in milliseconds.

It stays single-threaded, so forking is safe at any time. It never sees a key: each comes over the worker's
own channel. It ends when the host closes the control socket, after its workers have flushed and ended.
"""

import gc
import os
import signal
import socket

from kmstui.hypervisor import worker
from kmstui.hypervisor.contexts import tweaks_can_be_set
from kmstui.hypervisor.gf128 import product_tables
from kmstui.hypervisor.layout import GRANULE, UNIT_BYTES

_REQUEST_BYTES = 16


def serve(control: socket.socket, *, traceable: bool) -> None:
    """Fork a worker for each channel that arrives on the control socket, and answer with its process id.

    A message without a channel asks for nothing: it was sent to have this module loaded.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers leave no zombie
    tweaks_can_be_set()
    product_tables(UNIT_BYTES // GRANULE, GRANULE // 16)
    gc.freeze()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, _REQUEST_BYTES, 1)
        if not request:
            break
        if not descriptors:
            continue
        channel = socket.socket(fileno=descriptors[0])
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            control.close()
            _be_worker(channel, parent, traceable=traceable)
        channel.close()
        control.send(str(child).encode())
    _wait_for_workers()


def _be_worker(channel: socket.socket, parent: int, *, traceable: bool) -> None:
    """Never returns: whatever happens, the child must not go on as a second zygote."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        worker.run(channel, parent, traceable=traceable)
        status = 0
    except (OSError, EOFError):
        pass
    finally:
        os._exit(status)


def _wait_for_workers() -> None:
    """Wait until no child is left; with SIGCHLD ignored, `wait` returns only then."""
    try:
        os.wait()
    except ChildProcessError:
        return
