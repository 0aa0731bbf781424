"""Tablets that push by the protocol's tables alone, and go on after every cut.

Each pushes again whatever has no answer, as the protocol has it, and writes down what it was told,
also what still stood in the socket when the server was gone.
"""

import contextlib
import itertools
from collections.abc import Callable
from random import Random
from typing import Any

from websockets.exceptions import WebSocketException

from tests.acceptance.wire import Closed, Wire, change
from tests.faults.ledger import Ledger, Pushed
from tests.faults.village import Device, hazard

PUSH_CHANGES_MAX = 64


class Sender:
    """One tablet.

    Args:
        device: who it is.
        stranger: somebody who may not write with it: a change of theirs is refused and kept.
        ledger: where answers are written down.
        random: what is written when.

    Attributes:
        pushed: every change that it ever made.
        pushes: the changes of each push of the connection, by its id.
    """

    def __init__(self, device: Device, stranger: str, ledger: Ledger, random: Random) -> None:
        self.device = device
        self.pushed: set[Pushed] = set()
        self.pushes: dict[int, list[Pushed]] = {}
        self._stranger = stranger
        self._ledger = ledger
        self._random = random
        self._waiting: dict[Pushed, None] = {}
        self._asked: list[tuple[int, list[Pushed]]] = []
        self._cursors: dict[str, list[Any]] = {}
        self._wire: Wire | None = None

    @property
    def settled(self) -> bool:
        """Whether everything has its answer."""
        return not self._waiting

    def connect(self, url: str) -> None:
        """Says hello; what came before on another connection was read."""
        self._asked, self.pushes = [], {}
        wire = Wire(url)
        try:
            wire.__enter__()
        except (OSError, WebSocketException, EOFError):
            return  # the server died meanwhile
        self._wire = wire
        wire.cursors.update(self._cursors)
        with contextlib.suppress(Closed):
            wire.hello(self.device.token, cursors=self._cursors)

    def write(self) -> None:
        """Makes one to four changes, of which one in six is not this tablet's to make."""
        for _ in range(self._random.randint(1, 4)):
            author = self._stranger if self._random.random() < 1 / 6 else self.device.staff
            text = "冰" * self._random.choice((1, 1, 40, 900))
            self.add(hazard(), change(author, 1, category="safety", description=text))

    def add(self, record: str, data: bytes) -> None:
        """One change waits."""
        self.pushed.add((record, data))
        self._waiting[record, data] = None

    def push(self) -> None:
        """Pushes all that waits and is not on its way, in messages of some changes."""
        if self._wire is None:
            return
        on_the_way = {each for _, changes in self._asked for each in changes}
        waiting = [each for each in self._waiting if each not in on_the_way]
        while waiting:
            count = self._random.randint(1, min(len(waiting), PUSH_CHANGES_MAX))
            part, waiting = waiting[:count], waiting[count:]
            try:
                push = self._wire.begin_push(part)
            except Closed:
                return
            self._asked.append((push, part))
            self.pushes[push] = part

    def hear(self, heard: Callable[[], None] = lambda: None) -> None:
        """Reads the answers to what was pushed, up to the last or to the end of the connection.

        Args:
            heard: called after each.
        """
        while self._wire is not None and self._asked:
            push, changes = self._asked[0]
            try:
                results = self._wire.answer(push)
            except Closed:
                return
            del self._asked[0]
            for each, result in zip(changes, results, strict=True):
                self._ledger.note(each, result)
                self._waiting.pop(each, None)
            heard()

    def push_until_refused(self, code: str) -> int:
        """Pushes one change after the other until one is refused for the moment; how many."""
        assert self._wire is not None
        for count in itertools.count(1):
            record, data = (
                hazard(),
                change(self.device.staff, 1, category="safety", place="门" * 900),
            )
            self.add(record, data)
            (result,) = self._wire.push((record, data))
            if result[0] == "refused":
                assert (result[1], *result[3:]) == (code, True, False)
                return count
            self._ledger.note((record, data), result)
            del self._waiting[record, data]
        raise AssertionError

    def leave(self) -> None:
        """Reads what still came, and is gone."""
        self.hear()
        if self._wire is not None:
            self._cursors = self._wire.cursors
            self._wire.__exit__(None, None, None)
            self._wire = None
