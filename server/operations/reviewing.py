"""Approving records and returning them from outside the pages: for who reviews many by a program.

Each record counts as seen with all that is in the log at the time of the call, and is judged by the
rights of the person who acts.
"""

from collections.abc import Callable, Mapping, Sequence

from server.errors import InvalidRequest
from server.operations.arguments import Arguments
from server.station import Station
from server.views.operations import named
from server.views.reviewing import Outcome, Reasons, Seen, approve, send_back


def approve_records(station: Station, arguments: Arguments) -> object:
    """Approves records by their ids; what became of each."""
    author = arguments.actor(station.directory)
    return _told(approve(station, _seen(station, arguments), author.id, strict=True))


def return_records(station: Station, arguments: Arguments) -> object:
    """Returns records by their ids, with a reason for each question; what became of each."""
    author = arguments.actor(station.directory)
    reasons = Reasons(questions=arguments.mapping("because"))
    if not reasons:
        raise InvalidRequest(reason="a return says why")
    return _told(send_back(station, _seen(station, arguments), author.id, reasons, strict=True))


def _seen(station: Station, arguments: Arguments) -> list[Seen]:
    records = [named(station, name) for name in arguments.texts("ids")]
    heads = station.reader.heads()
    return [Seen(record=record, upto=heads[record.scope].seq) for record in records]


def _told(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    return [
        {"record": each.record.text, "done": each.hindrance is None, "why": each.hindrance}
        for each in outcomes
    ]


OPERATIONS: Mapping[str, Callable[[Station, Arguments], object]] = {
    "records.approve": approve_records,
    "records.return": return_records,
}
