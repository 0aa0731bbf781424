"""Operations on forms: list, show."""

from server import database
from server.directory import nearest
from server.errors import UnknownVersion
from server.operations.arguments import Arguments
from server.people import forms
from server.station import Station

LANGUAGE_DEFAULT = "zh-CN"


def list_forms(station: Station, arguments: Arguments) -> object:
    """Documents `form` of all forms, in the language asked for."""
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    return [form.document(lang) for form in station.directory.forms.values()]


def show(station: Station, arguments: Arguments) -> object:
    """The document `form` of one form: its current version, or the one asked for."""
    lang = arguments.optional_text("lang") or LANGUAGE_DEFAULT
    form = station.directory.form_named(arguments.text("form"))
    version = arguments.optional_text("version")
    if version is not None and version != form.version:
        with database.reading_database(station.data) as connection:
            versions = forms.load_versions(connection, form.id)
        if version not in versions:
            raise UnknownVersion(name=version, nearest=nearest(version, versions))
        form = versions[version]
    return form.document(lang)


OPERATIONS = {"forms.list": list_forms, "forms.show": show}
