"""Packs: a district as data, to begin with.

A pack is a folder: `pack.json` (name, title, the forms in order), `areas.json` (the area tree
without households; a parent that is not named is the id's own), `forms/<id>.json` and, if it has
any, `numbers.json` (the numbers of the district, schema.figure). The workbook that a form was made
from may lie beside it, as `forms/<id>.xlsx`; nothing here reads what it says.

Packs that ship with Doorstep are known by name, others by path. Only shipped packs have a generator
of a sample, since a pack from outside is data and runs no code.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Final

from schema.area import Area, AreaId
from schema.errors import InvalidPack, SchemaError, UnknownPack
from schema.figure import Figure, read_figures
from schema.figure_faults import figure_fault
from schema.form import Form
from schema.packs.chongli.sample import generate as generate_chongli
from schema.sample import Sample, SampleStaff
from schema.text import Text, in_language

__all__ = ["SAMPLE_SEED", "Pack", "Sample", "SampleStaff", "load_pack", "pack_names"]

SAMPLE_SEED: Final = 2022
"""Seed of the sample that everybody means who names none."""

_FOLDER: Final = Path(__file__).with_name("packs")
_GENERATORS: Final[Mapping[str, Callable[[Iterable[Area], int], Sample]]] = {
    "chongli": generate_chongli,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """A district to begin with: its areas without households, its forms, and its numbers.

    `folder` is where it lies.
    """

    name: str
    title: Text
    areas: tuple[Area, ...]
    forms: tuple[Form, ...]
    has_sample: bool
    folder: Path
    figures: tuple[Figure, ...] = ()

    def workbook(self, form: str) -> bytes | None:
        """The workbook that a form was made from, byte for byte; None if it has none."""
        file = self.folder / "forms" / f"{form}.xlsx"
        return file.read_bytes() if file.is_file() else None

    def sample(self, seed: int = SAMPLE_SEED) -> Sample:
        """Households and people, the same for the same seed; InvalidPack if it has none."""
        if not self.has_sample:
            raise InvalidPack(self.name, "it has no sample of people and households")
        return _GENERATORS[self.name](self.areas, seed)


def pack_names() -> tuple[str, ...]:
    """The packs that ship with Doorstep."""
    return tuple(sorted(_GENERATORS))


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of this name, or the one in this folder (or of this pack.json).

    UnknownPack if there is none; InvalidPack names the file that cannot be used.
    """
    shipped = str(name_or_path) in _GENERATORS
    folder = _FOLDER / str(name_or_path) if shipped else Path(name_or_path)
    if folder.name == "pack.json":
        folder = folder.parent
    if not (folder / "pack.json").is_file():
        raise UnknownPack(str(name_or_path), pack_names())
    head = _read(folder / "pack.json", dict)
    try:
        paths = [folder / "forms" / f"{name}.json" for name in head["forms"]]
        forms = tuple(_form(path, shipped=shipped) for path in paths)
        return Pack(
            name=str(head["name"]),
            title=dict(head["title"]),
            areas=_areas(folder / "areas.json"),
            forms=forms,
            has_sample=shipped,
            folder=folder,
            figures=_figures(folder / "numbers.json", forms, shipped=shipped),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidPack(str(folder / "pack.json"), f"cannot be read: {error}") from error


def _areas(path: Path) -> tuple[Area, ...]:
    areas: list[Area] = []
    for number, data in enumerate(_read(path, list), start=1):
        try:
            parent = AreaId(data["id"]).parent
            areas.append(Area.from_json({"parent": parent, **data}))
        except (SchemaError, KeyError, TypeError, ValueError) as error:
            raise InvalidPack(f"{path}, area {number}", str(error)) from error
    return tuple(areas)


def _form(path: Path, *, shipped: bool) -> Form:
    """The form; one that ships was looked at before it did."""
    try:
        read = Form.stored if shipped else Form.from_json
        return read(_read(path, dict))
    except SchemaError as error:
        raise InvalidPack(str(path), str(error)) from error


def _figures(path: Path, forms: Sequence[Form], *, shipped: bool) -> tuple[Figure, ...]:
    """The numbers of the district; those that ship were looked at before they did."""
    if not path.exists():
        return ()
    try:
        figures = read_figures(_read(path, list))
    except SchemaError as error:
        raise InvalidPack(str(path), str(error)) from error
    for name, reason in () if shipped else uncountable(figures, forms):
        raise InvalidPack(str(path), f"number {name}: {in_language(reason, 'en')}")
    return figures


def uncountable(figures: Iterable[Figure], forms: Iterable[Form]) -> Iterator[tuple[str, Text]]:
    """Numbers that cannot be counted in these forms, and each reason why."""
    # Only packs from elsewhere are looked at, and pay for what this brings along.
    from schema.counting_rules import counting  # noqa: PLC0415

    known = {"", *(form.id for form in forms)}  # a share is of no form
    for each in figures:
        if each.form not in known:
            yield each.id, figure_fault("no_form", form=each.form, known=known, sought=each.form)
    for form in forms:
        for name, reasons in counting(form, figures, UTC).faults.items():
            yield from ((name, reason) for reason in reasons)


def _read(path: Path, kind: type) -> Any:  # noqa: ANN401 - JSON; each caller checks what it reads
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidPack(str(path), f"cannot be read: {error}") from error
    if not isinstance(data, kind):
        raise InvalidPack(str(path), f"holds no JSON {kind.__name__}")
    return data
