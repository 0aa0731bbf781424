"""The child that makes an export: `python -m server.exports.making DIR FOLDER NAME`.

The order comes as one line of JSON on stdin. It reads one moment of the views, writes the files
into FOLDER, and says on stdout how far it is, one JSON object a line: `{"part":…,"rows":n}`, at the
end `{"made":{…}}` or `{"problem":{…}}`. Its memory does not grow with the rows, and what they cost
costs the server nothing. It ends when nobody listens any more, and leaves its files to its parent.
"""

import errno
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from schema.form import Form
from schema.whole_form import as_asked
from server import database, directory, problem
from server.directory import Directory
from server.errors import ServerError, UnknownForm
from server.exports.cells import Cells
from server.exports.columns import tables
from server.exports.delimited import DelimitedFiles
from server.exports.errors import ExportFailed, ExportNoRoom
from server.exports.geography import Features
from server.exports.lines import JsonLines
from server.exports.order import Format, Order
from server.exports.rows import Line
from server.exports.workbook import Workbook
from server.exports.writing import Writer, Written
from server.views.moments import moment
from sync.log.connect import storage_errors
from sync.log.errors import LogError

NICENESS: Final = 5
"""Tablets that wait for an acknowledgement come first."""

TOLD_EVERY_S: Final = 0.2

HASH_BYTES: Final = 32
"""Of BLAKE2b over each file: what `b2sum -l 256` prints."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Told = Callable[[int, int], None]


def main(arguments: list[str] | None = None) -> int:
    """Runs the child; 0 if the files are made."""
    data, folder, name = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which then ends us
    os.nice(NICENESS)
    os.umask(0o077)
    order = Order.from_json(json.loads(sys.stdin.readline()))
    try:
        made = make(Path(data), order, Path(folder) / name, _Teller())
    except ServerError as error:
        _say({"problem": problem.document(error)})
        return 1
    _say({"made": made})
    return 0


def make(
    data: Path, order: Order, file: Path, told: Told = lambda _, __: None
) -> dict[str, object]:
    """Makes the files of an order.

    Args:
        data: the data directory.
        order: what is wanted.
        file: where the records go, a new file; rows of repeats may go beside it.
        told: told how many records are written, of how many.

    Returns:
        `rows`: how many records; `cut`: texts that did not fit; and for each of the `files` its
        name, rows, bytes and hash.

    Raises:
        ExportFailed, ExportNoRoom: the files cannot be written; what there is of them stays.
        TooLarge: the format cannot hold it.
        NotReady: the views are not there.
    """
    try:
        with storage_errors():
            written = _write(data, order, file, told)
            return {
                "rows": written[0].rows,
                "cut": sum(each.cut for each in written),
                "files": [_described(each) for each in written],
            }
    except LogError as error:
        raise problem.of_storage(error, database.FILE_NAME) from error
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise ExportNoRoom(file=file.name) from error
        raise ExportFailed(file=file.name, reason=error.strerror or str(error)) from error


def _write(data: Path, order: Order, file: Path, told: Told) -> list[Written]:
    with database.reading_database(data) as connection:
        known = directory.load(connection)
    form = _form(order, known)
    with moment(data, order.filter, order.sight(known), order.lang) as found:
        writer = _writer(file, order, form, known)
        whole = order.irrelevant or order.format is Format.jsonl
        for number, read in enumerate(found.documents(), start=1):
            document = read if whole else _without_irrelevant(read)
            writer.add(Line.of(number, document))
            told(number, len(found))
        return list(writer.close())


def _form(order: Order, known: Directory) -> Form:
    """The form with all that it ever asked, or with what it asks today."""
    whole = known.whole_forms.get(order.form)
    if whole is None:
        raise UnknownForm(name=order.form)
    if order.removed or order.format is Format.jsonl:
        return whole
    return as_asked(whole, known.forms[order.form])


def _without_irrelevant(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Document `record` without the answers to questions that are not asked any more."""
    if not document["irrelevant"]:
        return document
    gone = frozenset(document["irrelevant"])
    kept = {path: each for path, each in document["answers"].items() if path not in gone}
    return {**document, "answers": kept}


def _cells(order: Order) -> Cells:
    return Cells(labels=order.labels, lang=order.lang, reveal=order.reveal)


def _writer(file: Path, order: Order, form: Form, known: Directory) -> Writer:
    if order.format is Format.jsonl:
        return JsonLines(file, form, reveal=order.reveal)
    form_tables = tables(form, known, _cells(order))
    if order.format is Format.geojson:
        return Features(file, form, form_tables, reveal=order.reveal)
    if order.format is Format.xlsx:
        return Workbook(file, form_tables)
    return DelimitedFiles(
        file, form_tables, plain=order.plain, for_people=order.labels, titles=order.titles
    )


def _described(written: Written) -> dict[str, object]:
    """The file as it is on disk."""
    with written.file.open("rb") as content:
        hashed = hashlib.file_digest(content, lambda: hashlib.blake2b(digest_size=HASH_BYTES))
        os.fsync(content.fileno())
    return {
        "name": written.file.name,
        "rows": written.rows,
        "bytes": written.file.stat().st_size,
        "hash": hashed.hexdigest(),
    }


class _Teller:
    """Says how far it is, not too often."""

    def __init__(self) -> None:
        self._again_s = 0.0

    def __call__(self, rows: int, whole: int) -> None:
        if time.monotonic() >= self._again_s:
            self._again_s = time.monotonic() + TOLD_EVERY_S
            _say({"part": rows / whole, "rows": rows})


def _say(said: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
