"""What a page of a form is of: a new record about an area, one that is there, or nobody's at all.

Rights are asked here: who fills a form in has to read and write records of it about that area. What
is absent and what is forbidden has one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from schema.answer import Value
from schema.area import AreaId
from schema.errors import InvalidAreaId, InvalidRecordId
from schema.form import ULID_KEY, Form
from schema.grant import Right
from schema.key import key_answers, record_id
from schema.record_id import RecordId
from server.pages.errors import NotThere, ReadOnly
from server.pages.templating import link
from server.pages.visit import Visit

VOID: Final = "void"


class Purpose(Enum):
    """Why a form is filled in."""

    new = "a record is made"
    correct = "a record is corrected, or a draft gone on with"
    preview = "a form is tried"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a page is of.

    `record` is None where nobody knows yet which one it becomes: answers stand in its id.
    """

    purpose: Purpose
    form: Form
    path: str
    area: AreaId | None = None
    record: RecordId | None = None

    @property
    def seed(self) -> str:
        """What chance is drawn from."""
        return self.record.text if self.record else f"{self.form.id}/{self.area or ''}"

    @property
    def fixed(self) -> Mapping[str, Value]:
        """The answers that stand in the record's id, once it is there."""
        if self.purpose is not Purpose.correct or self.record is None:
            return {}
        return key_answers(self.form, self.record)


def correct_path(record: RecordId) -> str:
    """Where a record is corrected."""
    return f"/correct/{link(record.text)}"


def new_path(form: str, area: str) -> str:
    """Where a record is made."""
    return f"/new/{form}/{link(area)}"


def of_record(record: RecordId, form: Form) -> Subject:
    """A record that is there."""
    path = correct_path(record)
    return Subject(purpose=Purpose.correct, form=form, path=path, area=record.area, record=record)


def asked_record(visit: Visit) -> Subject:
    """The record of the address.

    Raises:
        NotThere: it is absent, or not the visitor's to see.
        ReadOnly: it is not theirs to write.
    """
    try:
        record = RecordId.parse(visit.request.path_params["record"])
    except InvalidRecordId as error:
        raise NotThere from error
    form = visit.station.directory.forms.get(record.form)
    if form is None or not visit.permit.allows(Right.read, record.area, record.form):
        raise NotThere
    if not visit.permit.allows(Right.write, record.area, record.form):
        raise ReadOnly
    return of_record(record, form)


def asked_new(visit: Visit) -> Subject:
    """The record that the address wants to be made.

    Raises:
        NotThere: the form or the area is absent, they do not fit, it is not the visitor's, or the
            form takes no new records.
    """
    known = visit.station.directory
    form = known.forms.get(visit.request.path_params["form"])
    try:
        area = AreaId.parse(visit.request.path_params["area"])
    except InvalidAreaId as error:
        raise NotThere from error
    if (
        form is None
        or form.stopped_ms is not None
        or known.tree.kind(area) not in form.areas
        or not may_write(visit, area, form)
    ):
        raise NotThere
    if area.unlisted and (area.parent is None or area.parent not in known.tree):
        raise NotThere
    path = new_path(form.id, area)
    record = RecordId.of(form.id, area) if not form.key else None
    return Subject(purpose=Purpose.new, form=form, path=path, area=area, record=record)


def way_to_correct(visit: Visit, record: RecordId, status: str) -> str:
    """Where the visitor corrects a record in this state; empty where they do not."""
    form = visit.station.directory.forms.get(record.form)
    if form is None or status == VOID or not may_write(visit, record.area, form):
        return ""
    return correct_path(record)


def may_write(visit: Visit, area: str, form: Form) -> bool:
    """Whether the visitor may make and see a record of a form about an area."""
    permit = visit.permit
    return all(permit.allows(right, area, form.id) for right in (Right.read, Right.write))


def named(subject: Subject, answers: Mapping[str, Value], ulid: str) -> RecordId:
    """The record that a new one becomes.

    Raises:
        InvalidKey: an answer that is to stand in its id is missing, or cannot.
        InvalidRecordId: it would be too long.
    """
    assert subject.area is not None, "a new record is about an area"
    keys = {} if subject.form.key == ULID_KEY else answers
    return record_id(subject.form, subject.area, keys, ulid=ulid)
