"""What ids are called: the names, addresses and labels that lists for people are written in.

Documents name areas, people and forms by id. A command that shows them to a person asks for all the
words at once, in that person's language.
"""

from typing import Final

from schema.area import AreaId
from schema.errors import InvalidAreaId
from schema.form import Form
from schema.question import Question
from schema.text import in_language
from server.operations.arguments import Arguments
from server.station import Station

CHOICES_MAX: Final = 1_000
"""Choices of one question whose labels are sent; a list of towns may have ten thousand."""


def names(station: Station, arguments: Arguments) -> object:
    """Words for the areas and staff asked for, and of all forms, in one language.

    Of a form its title, which question tells the state of its work, and its questions by path,
    those of former versions too; of a question its kind, its label, and the labels of its choices
    unless they are very many.
    """
    directory = station.directory
    lang = arguments.lang()
    return {
        "areas": {
            area: directory.tree.words(AreaId.parse(area), lang)
            for area in arguments.texts("areas")
            if _is_area(area)
        },
        "staff": {staff: directory.name(staff) for staff in arguments.texts("staff")},
        "forms": {form.id: _form(form, lang) for form in directory.whole_forms.values()},
    }


def _form(form: Form, lang: str) -> dict[str, object]:
    return {
        "title": in_language(form.title, lang),
        "state": form.workflow.state if form.workflow else None,
        "questions": {each.path: _question(each.question, lang) for each in form.walk()},
    }


def _question(question: Question, lang: str) -> dict[str, object]:
    few = question.choices if len(question.choices) <= CHOICES_MAX else ()
    return {
        "kind": question.kind.value,
        "label": in_language(question.label, lang),
        "choices": {each.name: in_language(each.label, lang) for each in few},
    }


def _is_area(text: str) -> bool:
    try:
        AreaId.parse(text)
    except InvalidAreaId:
        return False
    return True


OPERATIONS = {"names": names}
