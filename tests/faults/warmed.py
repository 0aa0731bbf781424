"""A process that has imported everything and opened nothing, and forks a child for each job.

`python -m tests.faults.warmed FD`: jobs come as JSON over the Unix socket FD, each with the child's
stdin and stdout; back go the child's process id and, when it has ended, how. A start costs
milliseconds instead of a second, which is what makes thousands of kills affordable: the child is
killed, never this process, and it dies with everything a process has (descriptors, locks, threads,
sockets), as if it had been started from nothing. One child at a time.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys

from tests.faults.jobs import JOBS

REQUEST_BYTES_MAX = 1 << 20

LATE_MODULES = (
    "anyio._backends._asyncio",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
"""What a server imports only when it starts."""

_PR_SET_PDEATHSIG = 1


def main(control: socket.socket) -> None:
    """Does jobs until the other side closes the socket."""
    for name in LATE_MODULES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a child's collector need not walk, and so copy, what it shares with us
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, REQUEST_BYTES_MAX, 2)
        if not data:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _work(json.loads(data), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps(pid).encode())
        _, status = os.waitpid(pid, 0)
        control.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def _work(job: dict, stdin: int, stdout: int) -> None:
    """In the child: the job, then the end, whatever became of it."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(stdin, 0)
        os.dup2(stdout, 1)
        os.close(stdin)
        os.close(stdout)
        sys.stdin.readline()  # whoever wants to watch has begun to
        code = JOBS[job["job"]](**job["arguments"])
    except BaseException:  # noqa: BLE001 - the end of the process, which says why
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given:
        main(given)
