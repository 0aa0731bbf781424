"""What can go wrong with the log's storage, as one tree.

LogError
├── StorageFull          no room: nothing of the commit is kept; callers answer `disk_full`
├── StorageBusy          another process holds the database; callers answer `busy`
├── StorageFailed        the disk or the file failed: stop acknowledging, end with exit code 70
│   └── StorageCorrupt   what is on the disk is not what was written
└── MigrationError       the database was left untouched
    └── NewerDatabase

After any of these the log stands where the last commit left it. `sync.log.connect` translates
SQLite's errors into these in one place.
"""


class LogError(Exception):
    """The log could not do what was asked."""

    def __str__(self) -> str:
        """The text given, else the docstring's first line, which a person can read."""
        return super().__str__() or (type(self).__doc__ or "").splitlines()[0]


class StorageFull(LogError):
    """The disk is full: make room, the work resumes by itself."""


class StorageBusy(LogError):
    """Another process holds the database: close it, the work resumes by itself."""


class StorageFailed(LogError):
    """The disk failed: check it before the server is started again."""


class StorageCorrupt(StorageFailed):
    """The database is damaged: restore a backup; the tablets bring what came after it."""


class MigrationError(LogError):
    """The database could not be brought to this version and was left as it is."""


class NewerDatabase(MigrationError):
    """A newer version of the software wrote this database: install that version.

    Attributes:
        found: the database's version.
        known: the newest version that this software knows.
    """

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"The database has version {found}, this software knows up to {known}: "
            "install the newer software."
        )
        self.found = found
        self.known = known
