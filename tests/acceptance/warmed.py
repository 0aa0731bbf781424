"""Each command a process, forked from one that has imported everything and opened nothing.

`warmed.py PROGRAM FD`: commands come as JSON lists of words over the Unix socket FD, each with the
process's stdin, stdout and stderr; back go its process id and, when it has ended, its exit code.
One that `stays` leads a session of its own; its exit code goes back once somebody asks for it by
its process id. A forked process runs the installed entry point and ends as any Python process does.
What it saves is the start of the interpreter and its imports, two thirds of a second a command and
half of what a server's start takes.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import socket
import sys

ENTRY_POINTS = {
    "doorstep": "server.commands.main",
    "doorstep-tablet": "clients.reference_cli.main",
}

LATE_MODULES = {
    "doorstep": (
        *("server.station", "server.admin_socket", "server.safekeeping.restoring"),
        *("server.serve", "uvicorn.lifespan.on", "uvicorn.protocols.http.auto"),
    ),
    "doorstep-tablet": ("websockets.asyncio.client", "rich.progress"),
}
"""What a command imports only when it needs it."""

REQUEST_BYTES_MAX = 1 << 20

_PR_SET_PDEATHSIG = 1


def next_command(control: socket.socket) -> list[str]:
    """Waits for commands; returns in each forked child, with its words and its streams in place."""
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, REQUEST_BYTES_MAX, 3)
        if not data:
            sys.exit()
        asked = json.loads(data)
        if "ended" in asked:
            tell_end(control, asked["ended"])
            continue
        stays = isinstance(asked, dict)
        pid = os.fork()
        if pid == 0:
            control.close()
            become(descriptors, leads=stays)
            return asked["stays"] if stays else asked
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps(pid).encode())
        if not stays:
            tell_end(control, pid)


def become(descriptors: list[int], *, leads: bool) -> None:
    """Makes these the streams of a forked process, which ends with the one it came from."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if leads:
        os.setsid()
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    # Those that it came with may be files, in which one can seek; these may be pipes.
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", errors="backslashreplace", closefd=False, buffering=1
    )


def tell_end(control: socket.socket, pid: int) -> None:
    """Waits for a forked process and tells its exit code."""
    _, status = os.waitpid(pid, 0)
    control.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


if __name__ == "__main__":
    program = sys.argv[1]
    module = importlib.import_module(ENTRY_POINTS[program])
    module.application()
    for name in LATE_MODULES[program]:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    sys.argv = [program, *next_command(socket.socket(fileno=int(sys.argv[2])))]
    sys.exit(module.main())
