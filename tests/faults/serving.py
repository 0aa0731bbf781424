"""A forked child's job: a server on a directory, until it is told to stop or killed.

It is `doorstep serve` itself (`server.serve.run`) but for one thing: it starts no projector, whose
process writes `views.db` alone and promises nobody anything.
"""

from collections.abc import Mapping
from pathlib import Path

from server import serve as serving
from server.database import FILE_NAME
from server.settings import load
from server.views.supervisor import Projector
from sync.log import connect
from tests.faults import dying, planted


def serve(
    data: str,
    moment: Mapping[str, int] | None = None,
    checkpoint_pages: int = 0,
    wal_bytes_max: int = 0,
    plant: str | None = None,
) -> int:
    """Serves a directory; says `{"url": …}` on stdout when ready.

    Args:
        data: the directory.
        moment: when to die by itself: a name of `dying.OF_LOG` and its number.
        checkpoint_pages: pages in the write-ahead log before it is copied back; 0: as it is.
        wal_bytes_max: what that log is cut to once it begins anew; 0: as it is.
        plant: a bug of `planted.IN_SERVER`.
    """
    Projector.start = lambda self: None
    if checkpoint_pages:
        connect.CHECKPOINT_PAGES = checkpoint_pages
    if wal_bytes_max:
        connect.WAL_BYTES_MAX = wal_bytes_max
    if plant is not None:
        planted.IN_SERVER[plant]()
    for name, value in (moment or {}).items():
        dying.OF_LOG[name](Path(data) / FILE_NAME, value)
    settings = load(Path(data), {}, {"host": "127.0.0.1", "port": 0})
    return serving.run(Path(data), settings, announce_json=True)
