"""Each command a process, forked from one that has imported everything and opened nothing.

`warmed.py PROGRAM FD`: commands come as JSON lists of words over the Unix socket FD, each with the
process's stdin, stdout and stderr; back go its process id and, when it has ended, its exit code. A
forked process runs the installed entry point and ends as any Python process does. What it saves is
the start of the interpreter and its imports, two thirds of a second a command.
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
    "doorstep": ("server.station", "server.admin_socket", "server.safekeeping.restoring"),
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
        pid = os.fork()
        if pid == 0:
            control.close()
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
                os.close(descriptor)
            return json.loads(data)
        for descriptor in descriptors:
            os.close(descriptor)
        control.send(json.dumps(pid).encode())
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
