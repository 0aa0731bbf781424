"""What commands ask of the records: list, show, clashes, settle.

Each waits until the views hold every row committed before the call (10 s, else ProjectorBehind), so
a command that follows a sync shows what was synced. Commands see everything: whoever runs one has
the directory in hand.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from schema.answer import Value
from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from schema.rules import parse_answer
from schema.text import LANGUAGES
from server.clock import ZONE, now_ms
from server.directory import Directory, nearest
from server.errors import RecordErased, UnknownQuestion, UnknownRecord, UnknownState
from server.operations.arguments import Arguments
from server.station import Station
from server.views.asking import Filter, Sight
from server.views.errors import Ambiguous, NotWritten
from server.views.history import history
from server.views.settling import settle
from server.views.working import Work, work_of
from sync.core.results import Refused

STATUSES: Final = ("draft", "finished", "returned", "approved", "void")

CANDIDATES_MAX: Final = 5
"""So many ids are named when a tail fits several records."""


def list_records(station: Station, arguments: Arguments) -> object:
    """Documents `record` of a form, perhaps of an area, in a state, or overdue by now."""
    station.wait_for_views()
    directory = station.directory
    form = directory.form_named(arguments.text("form"))
    area = arguments.optional_text("area")
    wanted = Filter(
        form=form.id,
        area=directory.area_named(area).id if area else None,
        status=_status(arguments),
        overdue_ms=now_ms() if arguments.flag("overdue") else None,
    )
    found = station.views.documents(wanted, _all(station), _lang(arguments))
    if form.workflow is None:
        return list(found)
    return [{**each, "work": _work(work_of(each, form))} for each in found]


def _work(work: Work) -> dict[str, object] | None:
    """What is to be done about a record, by when (ms); None where nothing ever is."""
    if work.state is None:
        return None
    return {"state": work.state or None, "open": work.open, "due_ms": work.due_ms}


def show_record(station: Station, arguments: Arguments) -> object:
    """Document `record` by its id or the tail of one, perhaps with its history."""
    station.wait_for_views()
    record = named(station, arguments.text("id"))
    document = station.views.record(record.text, _all(station), _lang(arguments))
    if document is None:
        raise UnknownRecord(name=record.text)
    if arguments.flag("history"):
        document["history"] = history(station, record)
    return document


def list_clashes(station: Station, arguments: Arguments) -> object:
    """Documents `clash`, oldest first, perhaps of an area."""
    station.wait_for_views()
    area = arguments.optional_text("area")
    wanted = Filter(area=station.directory.area_named(area).id if area else None)
    return [
        {
            "record": clash.record,
            "area": clash.area,
            "question": clash.question,
            "values": list(clash.values),
        }
        for clash in station.views.clashes(wanted, _all(station))
    ]


def settle_question(station: Station, arguments: Arguments) -> object:
    """Writes the value that shall stand, in place of all that is held of the question."""
    station.wait_for_views()
    record = named(station, arguments.text("id"))
    question, text = arguments.text("question"), arguments.text("value")
    author = arguments.actor(station.directory)
    value = _value(station.directory, record, question, text, _lang(arguments))
    answer = settle(station, record, question, value, staff_id=author.id)
    if isinstance(answer, Refused):
        raise NotWritten(refusal=answer.code, reason=answer.hint)
    return {"ok": True}


def named(station: Station, name: str) -> RecordId:
    """The record with this id, or with an id that ends like this and no other does.

    Raises:
        UnknownRecord: there is none.
        Ambiguous: there are several; some of them are named.
        RecordErased: it was erased.
    """
    erased = station.reader.erased()
    record = named_or_erased(station, name, erased)
    if record.text in erased:
        raise RecordErased(record=record.text)
    return record


def named_or_erased(station: Station, name: str, erased: Collection[str]) -> RecordId:
    """The same among those that are there and those that were erased."""
    try:
        record = RecordId.parse(name)
    except InvalidRecordId:
        pass
    else:
        if record.text in erased or station.reader.record(record.text):
            return record
    found = station.views.ending(name, CANDIDATES_MAX)
    found += [each for each in sorted(erased) if each.endswith(name) and each not in found]
    if not found:
        raise UnknownRecord(name=name)
    if len(found) > 1:
        raise Ambiguous(name=name, candidates=tuple(found[:CANDIDATES_MAX]))
    return RecordId.parse(found[0])


def _value(directory: Directory, record: RecordId, question: str, text: str, lang: str) -> Value:
    if question.startswith("_"):
        return text
    form = directory.forms.get(record.form)
    asked = form.question(question) if form else None
    if form is None or asked is None:
        names = [each.name for each in form.questions] if form else []
        raise UnknownQuestion(name=question, nearest=nearest(question, names))
    return parse_answer(asked, text, lang, ZONE)


def _all(station: Station) -> Sight:
    return Sight(permit=None, tree=station.directory.tree)


def _lang(arguments: Arguments) -> str:
    lang = arguments.optional_text("lang")
    return lang if lang in LANGUAGES else LANGUAGES[0]


def _status(arguments: Arguments) -> str | None:
    status = arguments.optional_text("status")
    if status is not None and status not in STATUSES:
        raise UnknownState(name=status, nearest=nearest(status, STATUSES))
    return status


OPERATIONS: Mapping[str, Callable[[Station, Arguments], object]] = {
    "records.list": list_records,
    "records.show": show_record,
    "records.clashes": list_clashes,
    "records.settle": settle_question,
}
