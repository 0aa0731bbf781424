"""An honest tablet beside the storm: it works all the time, and remembers how long it waited."""

import time

from tests.acceptance.district import Grid, Office
from tests.acceptance.wire import Wire, change, token_of

EDITS_A_RECORD = 200
"""Far below what one tablet may write into a record."""


class Canary:
    """A connected member of a grid who reports hazards, and adds to each report again and again.

    Attributes:
        written: every answer that was acknowledged, in order.
        waited_s: the longest wait for an acknowledgement.
    """

    PAUSE_S = 0.05
    """Between two answers, while something else goes on: the machine is not the canary's alone."""

    def __init__(self, office: Office, grid: Grid) -> None:
        self.written: list[str] = []
        self.waited_s = 0.0
        self._office = office
        self._grid = grid
        self._login = grid.members[1]

    def __enter__(self) -> "Canary":
        self._wire = Wire(self._office.server.url, token_of(self._office, self._login))
        self._wire.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wire.__exit__(*error)

    def works(self) -> bool:
        """Pushes an answer; whether it was stored, within the client's own bound of a minute."""
        text = f"第{len(self.written)}次"
        staff = self._office.staff[self._login]["id"]
        begin = time.monotonic()
        data = change(staff, self._wire.welcome["now_ms"], description=text)
        record = self._record(len(self.written))
        stored = self._wire.push((record, data))[0][0] == "stored"
        self.waited_s = max(self.waited_s, time.monotonic() - begin)
        if stored:
            self.written.append(text)
        return stored

    def everything_is_there(self) -> bool:
        """Whether the office has every answer that was acknowledged."""
        found = []
        for first in range(0, len(self.written), EDITS_A_RECORD):
            shown = self._office.show(self._record(first), history=True)
            found += [each["answers"]["description"]["value"] for each in shown["history"]]
        return sorted(self.written) == sorted(found)

    def _record(self, number: int) -> str:
        return f"hazard_report/{self._grid.id}:{number // EDITS_A_RECORD:026}"
