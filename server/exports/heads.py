"""The columns before the questions: for machines `_id _form_version …`, for people words.

A row of a repeat leads back to its record, by the record's id or by its number in this export, and
to the row around it where repeats nest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schema.area import AreaId
from schema.form import Form
from schema.outline import Located
from schema.text import in_language
from server.clock import local
from server.directory import Directory
from server.exports.cells import Cell
from server.exports.places import PARTS, Places
from server.exports.rows import Line
from server.exports.words import state, word


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: what stands above it, in it, and what tells it from others of its name."""

    header: str
    cell: Callable[[Line], Cell]
    within: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The columns of records; and for the rows of repeats, named from the outermost inwards."""

    record: list[Column]
    rows: Callable[[Sequence[Located]], list[Column]]


def for_machines(known: Directory) -> Head:
    """Names that programs know."""

    def of(name: str) -> Callable[[Line], Cell]:
        return lambda line: line.document[name]

    identity = Column(header="_id", cell=of("id"))
    record = [
        identity,
        Column(header="_form_version", cell=of("version")),
        Column(header="_area", cell=of("area")),
        Column(
            header="_grid",
            cell=lambda line: AreaId(known.tree.counted_in(line.record.area)).grid_code,
        ),
        Column(header="_created_by", cell=of("created_by")),
        Column(header="_created_ms", cell=of("created_ms")),
        Column(header="_status", cell=of("status")),
        Column(header="_clashes", cell=lambda line: len(line.clashing)),
    ]

    def rows(repeats: Sequence[Located]) -> list[Column]:
        parent = Column(header="_parent", cell=lambda line: line.ids[-2])
        return [
            identity,
            *([parent] if len(repeats) > 1 else []),
            Column(header="_row", cell=lambda line: line.ids[-1]),
            Column(header="_index", cell=lambda line: line.indexes[-1]),
        ]

    return Head(record=record, rows=rows)


def for_people(form: Form, known: Directory, lang: str) -> Head:
    """Addresses in words and in parts, who and when, the state."""
    places = Places(known, lang)

    def column(key: str, cell: Callable[[Line], Cell]) -> Column:
        return Column(header=word(key, lang), cell=cell)

    def clashing(line: Line) -> Cell:
        labels = [_path_label(form, path, lang) for path in line.clashing]
        return word("between", lang).join(dict.fromkeys(labels)) or None

    def part(key: str) -> Column:
        return column(key, lambda line: places.parts(line.record.area).get(key))

    def around(depth: int, repeat: Located) -> Column:
        label = in_language(repeat.question.label, lang) or repeat.name
        return Column(
            header=word("row_of", lang, repeat=label), cell=lambda line: line.indexes[depth]
        )

    where = [
        column("number", lambda line: line.number),
        column("address", lambda line: places.address(line.record.area)),
        *map(part, PARTS),
    ]
    what = [
        column("by", lambda line: places.person(line.document["created_by"])),
        column("at", lambda line: local(line.document["created_ms"]).replace(tzinfo=None)),
        column("state", lambda line: state(line.document["status"], lang)),
        column("clashes", clashing),
        column("version", lambda line: line.document["version"]),
    ]
    row = column("row", lambda line: line.indexes[-1])

    def rows(repeats: Sequence[Located]) -> list[Column]:
        return [*where, *(around(n, each) for n, each in enumerate(repeats[:-1])), row]

    return Head(record=[*where, *what], rows=rows)


def _path_label(form: Form, path: str, lang: str) -> str:
    if path == "_status":
        return word("state", lang)
    question = form.question(path)
    return in_language(question.label, lang) if question else word("unknown", lang)
