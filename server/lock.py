"""The lock of a data directory: one process works in it at a time.

`flock` on a file of its own, which the kernel drops when the process ends, however it ends. Child
processes never inherit it (descriptors are closed on exec).
"""

import fcntl
import os
from pathlib import Path

from server.errors import DirectoryInUse

FILE_NAME = "lock"


class DirectoryLock:
    """Held from construction until `release`.

    Raises:
        DirectoryInUse: another process holds it; nothing was touched.
    """

    def __init__(self, data: Path) -> None:
        self._descriptor = os.open(data / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise DirectoryInUse(data=str(data)) from error

    def release(self) -> None:
        """Lets the next process in."""
        os.close(self._descriptor)
