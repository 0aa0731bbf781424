"""Records, clashes, and what they come to: with the filters of the pages, and masked like them.

Whoever reads records of a restricted form here is named in the audit, before the answer goes out,
once a day and record.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from server.api.answering import Document
from server.api.parameters import bad_mark, flag, limit, numbers_after, record_filter
from server.exports.lines import is_sensitive, masked_values, without_sensitive
from server.pages.errors import NotThere
from server.pages.origin import with_query
from server.pages.visit import Visit
from server.views.history import history


def records(visit: Visit) -> Document:
    """Documents `record`, latest received first."""
    wanted, most = record_filter(visit), limit(visit)
    mark = numbers_after(visit, 2)
    after = (int(mark[0]), int(mark[1])) if mark else None
    views = visit.station.views
    found = views.page(wanted, visit.sight, visit.words.lang, limit=most + 1, after=after)
    page = found[:most]
    masks = _Masks(visit)
    documents = [masks.record(document) for _, document in page]
    visit.note_reads(each["id"] for each in documents)
    last = page[-1][0] if len(found) > most else None
    return {
        "records": documents,
        "count": views.count(wanted, visit.sight),
        "next": with_query(visit.path, after=f"{last[0]}-{last[1]}") if last else None,
    }


def record(visit: Visit) -> Document:
    """Document `record`, perhaps with its history."""
    try:
        identity = RecordId.parse(visit.request.path_params["record"])
    except InvalidRecordId as error:
        raise NotThere from error
    document = visit.station.views.record(identity.text, visit.sight, visit.words.lang)
    if document is None:
        raise NotThere
    masks = _Masks(visit)
    found = masks.record(document)
    if flag(visit, "history"):
        acts = history(visit.station, identity)
        found["history"] = [masks.change(identity.form, act) for act in acts]
    visit.note_reads([identity.text])
    return found


def clashes(visit: Visit) -> Document:
    """Documents `clash`, oldest first."""
    wanted, most = record_filter(visit), limit(visit)
    mark = numbers_after(visit, 3)
    after = (int(mark[0]), int(mark[1]), mark[2]) if mark else None
    if mark and not mark[2]:
        raise bad_mark(visit)
    views = visit.station.views
    found = views.clashes(wanted, visit.sight, limit=most + 1, after=after)
    count = views.count_clashes(wanted, visit.sight)
    page, masks = found[:most], _Masks(visit)
    visit.note_reads(clash.record for clash in page)
    last = page[-1].place if len(found) > most else None
    return {
        "clashes": [
            {
                "record": clash.record,
                "area": clash.area,
                "question": clash.question,
                "values": masks.values(clash.form, clash.question, clash.values),
            }
            for clash in page
        ],
        "count": count.questions,
        "records": count.records,
        "oldest_ms": count.oldest_ms,
        "next": with_query(visit.path, after="-".join(map(str, last))) if last else None,
    }


def overview(visit: Visit) -> Document:
    """What each form has in each grid, and up to when that goes."""
    assert visit.fresh is not None, "somebody is signed in"
    numbers = visit.station.sums.numbers(visit.sight, visit.words.today_ms)
    return {
        "as_of_ms": visit.fresh.as_of_ms,
        "waiting": visit.fresh.waiting,
        "numbers": [
            {"area": line.scope, **{k: v for k, v in asdict(line).items() if k != "scope"}}
            for line in numbers
        ],
    }


class _Masks:
    """Masks over sensitive answers, by all versions of their forms."""

    def __init__(self, visit: Visit) -> None:
        self._forms = visit.station.directory.whole_forms

    def record(self, document: Document) -> dict[str, Any]:
        """Document `record` as it may be shown."""
        form = self._forms.get(document["form"])
        return dict(document) if form is None else without_sensitive(document, form)

    def values(
        self, form_id: str, question: str, values: Iterable[Document]
    ) -> list[dict[str, Any]]:
        """The values of a clash as they may be shown."""
        form = self._forms.get(form_id)
        if form is None or not is_sensitive(form, question):
            return [dict(value) for value in values]
        return masked_values(values)

    def change(self, form_id: str, change: Document) -> dict[str, Any]:
        """A change of a history as it may be shown."""
        answers = {
            name: self.values(form_id, name, [answer])[0]
            for name, answer in change["answers"].items()
        }
        return {**change, "answers": answers}
