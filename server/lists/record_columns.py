"""The columns of a list of records of a form, for a template: where, and then its questions."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from schema.area import AreaKind
from schema.form import ULID_KEY, Form
from schema.outline import Located
from schema.question import Kind
from schema.reading import expected
from schema.text import Text, in_language
from server.lists import headers
from server.lists.question_columns import is_listed

_ADDRESS: Final = ("compound", "building", "unit", "room")
_AREA: Final[Text] = {"zh-CN": "地区编号", "en": "area"}
_AREA_HELP: Final[Text] = {
    "zh-CN": "地区的编号或名称",
    "en": "The id or the name of an area",
}
_TOLD_APART: Final[Text] = {
    "zh-CN": "再次导入时用来区分记录",
    "en": "Tells records apart when the list comes again",
}
_ROWS: Final[Text] = {
    "zh-CN": "一条记录有几行时，每行重复地址",
    "en": "For several rows of one record the address is said in each",
}


def columns_of(form: Form, lang: str) -> list[tuple[str, str]]:
    """Headers with what goes below them, in words of a language."""
    return [*_place(form, lang), *_questions(form, lang)]


def _place(form: Form, lang: str) -> Iterator[tuple[str, str]]:
    if AreaKind.household not in form.areas:
        yield in_language(_AREA, lang), in_language(_AREA_HELP, lang)
        return
    taken = {each.path for each in form.walk()}  # a question's own name comes first
    for name in _ADDRESS:
        chinese = lang.startswith("zh") or name in taken
        yield (headers.chinese(name, headers.RECORDS) if chinese else name), ""


def _questions(form: Form, lang: str) -> Iterator[tuple[str, str]]:
    asked = [each for each in form.walk() if is_listed(each)]
    labels = Counter(headers.plain(_label(each, lang)) for each in asked)
    known = headers.RECORDS.keys()
    for each in asked:
        label = headers.plain(_label(each, lang))
        plain = label and labels[label] == 1 and label not in known
        yield (_label(each, lang) if plain else each.path), _help(form, each, lang)


def _label(located: Located, lang: str) -> str:
    return in_language(located.question.label, lang) or ""


def _help(form: Form, located: Located, lang: str) -> str:
    """What goes into the cells of a question."""
    question = located.question
    said = [in_language(question.hint, lang)]
    if question.kind is not Kind.text:
        said.append(expected(question, lang))
    if located.path in form.key and form.key != ULID_KEY:
        said.append(in_language(_TOLD_APART, lang))
    if "." in located.path:
        said.append(in_language(_ROWS, lang))
    return " · ".join(filter(None, said))
