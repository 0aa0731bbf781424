"""How people name a record (by id, tail, or number in the last list), an area, and a row.

A new record is named by its answers.
"""

from collections.abc import Callable, Mapping, Sequence

from clients.reference_cli.answers import ROW, Answer
from clients.reference_cli.errors import (
    AmbiguousArea,
    AmbiguousRecord,
    KeyNeeded,
    NoSuchRecord,
    WrongArea,
)
from clients.reference_cli.library import Library
from schema.area import UNLISTED_MARK, AreaId
from schema.errors import MissingKey
from schema.form import Form
from schema.key import record_id
from schema.record_id import RecordId
from schema.rules import expected
from schema.spelling import decode
from schema.text import in_language
from sync.home.index import Index
from sync.home.store import HomeStore


def find_record(store: HomeStore, name: str) -> str:
    """The id of the record that is named so.

    A number without a leading zero means the last list; what no list shows may still be a tail.
    A tail that begins where a part of the id begins goes before one that cuts a part in two.

    Raises:
        NoSuchRecord: no record's id ends so.
        AmbiguousRecord: several do.
    """
    number = _means_list(name)
    listed = None if number is None else store.papers.listed(number)
    if listed is not None and store.index.holds(listed):
        return listed
    found = store.index.ending(name) if name else []
    if name in found:
        return name
    found = _whole(found, name) or found
    if not found:
        raise NoSuchRecord(name=name)
    if len(found) > 1:
        raise AmbiguousRecord(name=name, candidates=found)
    return found[0]


def named_by_answers(
    form: Form, area: AreaId, answers: Sequence[Answer], *, ulid: str, lang: str
) -> RecordId:
    """The id of a new record; KeyNeeded where an answer is missing of which its id is made."""
    plain = {each.name: value for each, value in answers if not each.rows}
    try:
        return record_id(form, area, plain, ulid=ulid)
    except MissingKey as missing:
        question = form.question(missing.question)
        wanted = "" if question is None else expected(question, lang)
        raise KeyNeeded(question=missing.question, expected=wanted) from missing


def short_name(index: Index, record: str) -> str:
    """The shortest tail of whole parts that `find_record` takes for this record alone.

    It holds at least the last part of the area, since a key alone says little to a person, and is
    no bare number, which would mean the last list.
    """
    head, _, keys = record.partition(":")
    keys = f":{keys}" if keys else ""
    parts = head.split("/")
    for count in range(1, len(parts)):
        tail = "/".join(parts[-count:]) + keys
        if _means_list(tail) is None and _whole(index.ending(tail), tail) == [record]:
            return tail
    return record


def _whole(found: Sequence[str], tail: str) -> list[str]:
    """Those of the records that end in `tail` in which a part of the id begins there."""
    return [record for record in found if record == tail or record[-len(tail) - 1] in "/:"]


def _means_list(name: str) -> int | None:
    """The number in the last list that a name means, if it means one."""
    digits = name.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal()) or digits.startswith("0"):
        return None
    return int(digits)


def area_in_full(index: Index, library: Library, name: str) -> AreaId | None:
    """The area whose whole id this is: one of the roster, or one of which a record is held."""
    area = name.strip().rstrip("/")
    return AreaId(area) if area in library.tree or index.at(area) else None


def area_ending(library: Library, name: str) -> AreaId | None:
    """The one area whose id ends in these whole parts; AmbiguousArea if there are several."""
    tail = f"/{name.strip().strip('/')}"
    found = [area.id for area in library.areas if area.id.endswith(tail)]
    if len(found) > 1:
        raise AmbiguousArea(name=name, candidates=found)
    return found[0] if found else None


def parse_area(text: str) -> AreaId:
    """An area id as typed; of a household that is not on the roster, the label as people write it.

    Raises:
        InvalidAreaId: it is none.
    """
    above, mark, label = text.strip().rstrip("/").partition(f"/{UNLISTED_MARK}")
    area = AreaId.parse(above)
    return area.unlisted_household(_decoded_label(label)) if mark else area


def _decoded_label(label: str) -> str:
    """A label as typed, or as it stands in an id."""
    try:
        return decode(label)
    except ValueError:
        return label


def refuse_wrong_area(library: Library, form: Form, area: AreaId, lang: str) -> None:
    """Refuses an area of a kind that the form does not ask about.

    Raises:
        WrongArea: it names the kinds that it does.
    """
    kind = library.tree.kind(area)
    if kind is not None and form.areas and kind not in form.areas:
        raise WrongArea(
            form=in_language(form.title, lang),
            area=library.tree.words(area, lang),
            kinds=form.areas,
        )


def in_its_rows(path: str, rows: Mapping[str, Sequence[str]], called: Callable[[str], str]) -> str:
    """What a question is called; in a row, behind each repeat around it and the row's number.

    Args:
        path: the question's, or that of a row.
        rows: the ids of the record's rows by the path of their repeat, as they are counted.
        called: what the question or repeat at a path is called by itself.
    """
    said, at = [], ""
    for repeat, row in ROW.findall(path):
        at += repeat
        ids = rows.get(at, ())
        said.append(f"{called(at)} {ids.index(row) + 1}" if row in ids else called(at))
        at += f"[{row}]."
    return " ".join(said if path.endswith("]") else [*said, called(path)])
