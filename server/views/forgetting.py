"""Erased records leave the views: their lines, clashes and texts, to the last byte of the file.

Invariant: what counts as forgotten is in no file of the views. It is noted there after the file was
written anew, so a process that dies in between begins again. In a log that was put back to before
an erasure the records are there again, and everything is folded anew.
"""

import json
from collections.abc import Collection, Mapping
from typing import Protocol

from schema.area import Scope
from server.views.storing import ViewsFile

_FACT = "erased"


class ErasedRecords(Protocol):
    """What is read of the log; `sync.log.reader` says what it does."""

    def erased(self) -> Mapping[str, Scope]:
        """The records that were erased."""
        ...


class Forgetting:
    """What one file of views has forgotten.

    Args:
        log: says what was erased.
        views: the file.

    Attributes:
        records: the erased records of which nothing is left in the views.
    """

    def __init__(self, log: ErasedRecords, views: ViewsFile) -> None:
        self._log = log
        self._views = views
        self.records: Collection[str] = frozenset(json.loads(views.fact(_FACT) or "[]"))

    def forget(self) -> bool:
        """Takes out what was erased since; whether there was any, and all of it is done.

        Called again until it is: somebody may read the file, or the disk be full.
        """
        erased = frozenset(self._log.erased())
        if erased == self.records:
            return False
        with self._views.transaction():
            self._views.forget(sorted(erased))
            if not erased.issuperset(self.records):
                self._views.forget_positions()
        if not self._views.scrub():
            return False
        with self._views.transaction():
            self._views.put_fact(_FACT, json.dumps(sorted(erased), ensure_ascii=False))
        self.records = erased
        return True
