"""`/import/template/…`: a workbook to start a list from, of each kind and for each form."""

import tempfile
from pathlib import Path

from starlette.responses import Response

from schema.form import Form
from server.lists.record_columns import columns_of
from server.pages.errors import NotThere
from server.pages.filling.starting import writable_forms
from server.pages.formats import MEDIA_TYPES
from server.pages.importing import RECORDS, RIGHTS
from server.pages.oversight import require
from server.pages.visit import Visit


def template(visit: Visit) -> Response:
    """A workbook to start from."""
    # It writes sheets: for this page alone.
    from server.lists.template import write, write_columns  # noqa: PLC0415

    kind, lang = visit.request.path_params["kind"], visit.words.lang
    form = _form(visit) if kind == RECORDS else None
    if kind in RIGHTS:
        require(visit, RIGHTS[kind])
    elif form is None:
        raise NotThere
    with tempfile.TemporaryDirectory(prefix="doorstep-") as folder:
        file = Path(folder) / f"{kind}.xlsx"
        if form is None:
            write(file, kind, lang)
        else:
            write_columns(file, columns_of(form, lang), lang)
        content = file.read_bytes()
    name = kind if form is None else form.id
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPES[".xlsx"], headers=headers)


def _form(visit: Visit) -> Form | None:
    """The form whose records the list is of; None where the visitor fills in no such form."""
    return next((each for each in writable_forms(visit) if each.id == visit.asked("form")), None)
