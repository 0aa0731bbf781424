"""What SQLite does for its own files, for ours: that a new name in a directory is on disk."""

import os
from pathlib import Path


def sync_directory(folder: Path) -> None:
    """Returns once the names in a directory, new ones too, would survive a power cut.

    Raises:
        OSError: the disk failed, or the directory is not there.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
