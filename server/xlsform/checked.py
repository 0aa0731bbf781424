"""A form as a workbook says it, read and checked: what a form of the program is made from.

Everything is frozen and keeps its cell. Texts are by language tag (server.xlsform.languages);
expressions are texts that schema.expressions can read with `CheckedForm.places`. Nothing here knows
how answers are stored, so that the program's own forms may change without this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from schema.expressions.places import Place, Places
from schema.text import Text
from server.xlsform.cells import Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class Formula:
    """An expression, and the cell that holds it."""

    text: str
    cell: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemList:
    """A list of choices, or a table that expressions look things up in.

    `columns` are the names by which expressions know them. A select question takes its answers
    from the column `name` and shows the texts in `labels`, which name columns by language.
    `source`: the sheet or the file. `spaced`: the cells of the sheet in which the name of a choice
    has a blank, which parts the answers of a select_multiple.
    """

    name: str
    source: str
    columns: tuple[str, ...]
    labels: Text
    rows: tuple[Mapping[str, str], ...] = field(repr=False)
    spaced: tuple[Cell, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question, or what is recorded without asking.

    `kind`: the standard's name; a select from a file is a plain select here. `list_name`: the list
    of its choices; `answers_of`: the answers that are. `other`: whether another answer may be
    written, into `<name>_other`. `value` and `shown`: the columns of the list for answers and texts
    where the sheet names others. `required`, `read_only`: expressions, `true()` for a plain yes.
    `default` is a value as written unless `dynamic`. `key`: whether the answer stands in the
    record's id; `workflow`: whether it is a state that transitions change; `refers`: the form whose
    record the answer names; `prefill`: where it says which question of a form has the answer that
    is proposed for it.
    """

    name: str
    kind: str
    place: Place
    cell: Cell
    label: Text
    hint: Text
    guidance: Text
    list_name: str
    answers_of: str
    other: bool
    value: str
    shown: str
    required: Formula | None
    required_message: Text
    relevant: Formula | None
    constraint: Formula | None
    constraint_message: Text
    calculation: Formula | None
    default: Formula | None
    dynamic: bool
    choice_filter: Formula | None
    trigger: tuple[str, ...]
    read_only: Formula | None
    appearance: str
    parameters: Mapping[str, str]
    merge: str
    key: bool
    sensitive: bool
    workflow: bool
    refers: str
    prefill: Cell | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Questions under one heading, shown or left out together; rows of them where `repeat`."""

    name: str
    repeat: bool
    place: Place
    cell: Cell
    label: Text
    hint: Text
    relevant: Formula | None
    count: Formula | None
    read_only: Formula | None
    appearance: str
    aliases: tuple[str, ...]
    children: tuple["Item", ...]


Item: TypeAlias = Question | Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the sheet `settings` says; without `areas` the form may be filled in for any.

    `key`: "area" where a subject has one record, "ulid" where any number; the questions marked as
    key go before it. `state` and `due` name questions, `closed` choices of the first.
    """

    form: str
    title: Text
    version: str
    default_language: str
    areas: tuple[str, ...]
    restricted: bool
    key: str
    state: str
    closed: tuple[str, ...]
    due: str
    choices_twice: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedForm:
    """A whole form."""

    settings: Settings
    languages: tuple[str, ...]
    children: tuple[Item, ...]
    lists: Mapping[str, ItemList]
    places: Places

    def questions(self) -> Iterator[Question]:
        """Every question in the order of the sheet, those of groups and repeats included."""
        return (item for item in walk(self.children) if isinstance(item, Question))


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item in the order of the sheet, each group before what it holds."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.children)
