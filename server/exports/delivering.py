"""An export that a command makes: whole under its name, or not there at all.

The files are made in a folder beside their place, noted in the audit, and then given their names,
which they never take from another file. Whatever fails leaves nothing behind.
"""

import contextlib
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from server import admin
from server.exports.errors import ExportFailed
from server.exports.order import Order
from server.exports.running import Made, Maker, Told
from server.safekeeping.errors import FileTaken
from server.safekeeping.files import give_name, sync_directory


def deliver(
    data: Path, asked: Mapping[str, object], file: Path, told: Told = lambda _, __: None
) -> Made:
    """Makes an export and puts it where it was asked for.

    Args:
        data: the data directory, whether a server runs on it or not.
        asked: arguments of the operation `exports.prepare`.
        file: a new file; the rows of repeats of a CSV go beside it.
        told: told how far it is.

    Raises:
        FileTaken: a file of that name is there; it is untouched.
        ServerError: nothing was exported, and why.
    """
    _refuse_taken(file)
    prepared = admin.call(data, "exports.prepare", asked)
    assert isinstance(prepared, dict), "a document"
    with _failures_of(file), _folder_beside(file) as folder:
        maker = Maker(data, Order.from_json(prepared), folder / file.name)
        try:
            made = maker.follow(told)
        finally:
            maker.stop()
        places = [file.with_name(each.name) for each in made.files]
        for place in places:
            _refuse_taken(place)
        behind = {name: asked.get(name) for name in ("as", "because")}
        admin.call(data, "exports.note", {**behind, "order": prepared, "made": asdict(made)})
        _name_all(folder, places)
    return made


def _refuse_taken(file: Path) -> None:
    if file.exists() or file.is_symlink():
        raise FileTaken(file=str(file))


def _name_all(folder: Path, places: list[Path]) -> None:
    """Gives the files their names: all of them, or none."""
    named: list[Path] = []
    try:
        for place in places:
            try:
                give_name(folder / place.name, place)
            except FileExistsError as error:
                raise FileTaken(file=str(place)) from error
            named.append(place)
    except BaseException:
        for place in named:
            place.unlink()
        raise
    sync_directory(places[0].absolute().parent)


@contextlib.contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    folder = file.with_name(f"{file.name}.unfinished-{secrets.token_hex(4)}")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _failures_of(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportFailed(file=str(file), reason=error.strerror or str(error)) from error
