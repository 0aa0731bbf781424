"""Operations on forms: list, show."""

from server.operations.arguments import Arguments
from server.station import Station

LANGUAGE_DEFAULT = "zh-CN"


def list_forms(station: Station, arguments: Arguments) -> object:
    """Documents `form` of all forms, in the language asked for."""
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    return [form.document(lang) for form in station.directory.forms.values()]


def show(station: Station, arguments: Arguments) -> object:
    """The document `form` of one form."""
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    return station.directory.form_named(arguments.text("form")).document(lang)


OPERATIONS = {"forms.list": list_forms, "forms.show": show}
