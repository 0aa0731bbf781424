"""What ids are called: the names, addresses and labels that lists for people are written in.

Documents name areas, people and forms by id. A command that shows them to a person asks for all the
words at once, in that person's language.
"""

from schema.area import AreaId
from schema.errors import InvalidAreaId
from server.operations.arguments import Arguments
from server.operations.forms import LANGUAGE_DEFAULT
from server.station import Station


def names(station: Station, arguments: Arguments) -> object:
    """Words for the areas and staff asked for, and the documents of all forms, in one language."""
    directory = station.directory
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    return {
        "areas": {
            area: directory.tree.words(AreaId.parse(area), lang)
            for area in arguments.texts("areas")
            if _is_area(area)
        },
        "staff": {staff: directory.name(staff) for staff in arguments.texts("staff")},
        "forms": {form.id: form.document(lang) for form in directory.forms.values()},
    }


def _is_area(text: str) -> bool:
    try:
        AreaId.parse(text)
    except InvalidAreaId:
        return False
    return True


OPERATIONS = {"names": names}
