"""A plan's steps, carried out in a home without a network: one commit each, in the order planned.

A home that was left in the middle of its day goes on where it stands: every step writes exactly one
own row, so the rows say how many were done, also when the process was killed between a commit and
the word about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clients.reference_cli.answers import read_document
from clients.reference_cli.fleet.plan import DAY_S, Step
from clients.reference_cli.tablet import Tablet
from schema.area import AreaId
from schema.key import record_id
from sync.home.store import HomeStore

LANG = "zh-CN"


def beginning_ms(now_ms: int) -> int:
    """When the day began that is over now."""
    return now_ms - int(DAY_S * 1000)


def carry_out(store: HomeStore, steps: Sequence[Step], day_ms: int) -> Iterator[None]:
    """Does what is left of the steps; yields after each, when it is on disk.

    Args:
        store: an enrolled home with forms and areas.
        steps: the whole plan of this tablet.
        day_ms: the beginning of the day by the device's clock, milliseconds since 1970.
    """
    done = sum(row.own for row in store.all_rows())
    clock = _Clock(day_ms)
    tablet = Tablet(store, clock_ms=clock)
    for step in steps[done:]:
        clock.move_to(step.at_s)
        _do(tablet, step)
        yield


def _do(tablet: Tablet, step: Step) -> None:
    form = tablet.library.form(step.form)
    answers = list(read_document(form, step.answers, LANG))
    if step.edit:
        tablet.edit(record_id(form, step.area, {}).text, answers, LANG)
    else:
        tablet.new(form.id, step.area, answers, draft=False, lang=LANG)


class _Clock:
    """A device's clock during a planned day."""

    def __init__(self, day_ms: int) -> None:
        self._day_ms = day_ms
        self._now_ms = day_ms

    def move_to(self, at_s: float) -> None:
        self._now_ms = self._day_ms + int(at_s * 1000)

    def __call__(self) -> int:
        return self._now_ms


def write_steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Steps as JSON, for a worker."""
    return [
        {
            "form": step.form,
            "area": step.area,
            "answers": step.answers,
            "edit": step.edit,
            "at_s": step.at_s,
        }
        for step in steps
    ]


def read_steps(documents: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The reverse of `write_steps`."""
    return [Step(**{**document, "area": AreaId.parse(document["area"])}) for document in documents]
