"""An honest tablet beside the storm: it works all the time, and remembers how long it waited."""

import time

from tests.acceptance.district import Grid, Office
from tests.acceptance.wire import Wire, change, token_of


class Canary:
    """A connected member of a grid who answers question after question about one household.

    Attributes:
        written: every answer that was acknowledged.
        waited_s: the longest wait for an acknowledgement.
    """

    def __init__(self, office: Office, grid: Grid) -> None:
        self.record = grid.opinion(9)
        self.written: list[str] = []
        self.waited_s = 0.0
        self._office = office
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
        data = change(staff, self._wire.welcome["now_ms"], opinion=text)
        stored = self._wire.push((self.record, data))[0][0] == "stored"
        self.waited_s = max(self.waited_s, time.monotonic() - begin)
        if stored:
            self.written.append(text)
        return stored

    def everything_is_there(self) -> bool:
        """Whether the office has every answer that was acknowledged."""
        shown = self._office.show(self.record, history=True)
        answers = [each["answers"] for each in shown["history"]]
        return sorted(self.written) == sorted(each["opinion"]["value"] for each in answers)
