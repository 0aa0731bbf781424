"""The file around a workbook, bounded before anything parses what is in it.

An .xlsx is a zip of XML parts. What its directory claims is not believed: every part is unpacked
here, counted as it comes and thrown away, and looked through for what no spreadsheet program
writes: document types (and with them entities, within or without) and macros. Nothing here reads
XML.
"""

import zlib
from pathlib import Path, PurePath
from typing import IO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from server.xlsform.errors import (
    EncryptedWorkbook,
    MissingWorkbook,
    NoWorkbook,
    UnreadableWorkbook,
    WorkbookTooLarge,
    WorkbookWithEntities,
    WorkbookWithMacros,
)

FILE_MIB_MAX: Final = 5
"""A form of 1,000 rows has 0.1 MiB; what is larger holds pictures."""

UNPACKED_MIB_MAX: Final = 50
"""As XML a workbook is about ten times its packed size."""

ENTRIES_MAX: Final = 200
"""Parts of a workbook: one a sheet, and a dozen more."""

_MIB: Final = 2**20
_CHUNK_BYTES: Final = 2**18
_ZIP: Final = b"PK"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of an encrypted workbook, and of an .xls."""

_ENCRYPTED_BIT: Final = 1
_MACROS: Final = ("vbaproject", "macrosheets/", "activex/", "dialogsheets/")
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")


def refuse_unfit(file: Path) -> None:
    """Returns if the file may be read as a workbook.

    Raises:
        WorkbookError: it may not, and why.
        OSError: it cannot be opened.
    """
    if not file.is_file():
        raise MissingWorkbook(file=file.name)
    if file.suffix.lower() == ".xlsm":
        raise WorkbookWithMacros(file=file.name)
    if file.suffix.lower() != ".xlsx":
        raise NoWorkbook(file=file.name)
    if file.stat().st_size > FILE_MIB_MAX * _MIB:
        raise WorkbookTooLarge(file=file.name, bound=f"> {FILE_MIB_MAX} MB")
    with file.open("rb") as stream:
        start = stream.read(len(_OLE))
        if start == _OLE:
            raise EncryptedWorkbook(file=file.name)
        if not start.startswith(_ZIP):
            raise NoWorkbook(file=file.name)
        _refuse_unfit_parts(stream, file.name)


def _refuse_unfit_parts(stream: IO[bytes], name: str) -> None:
    try:
        with ZipFile(stream) as packed:
            entries = packed.infolist()
            if len(entries) > ENTRIES_MAX:
                raise WorkbookTooLarge(file=name, bound=f"> {ENTRIES_MAX} parts")
            left = UNPACKED_MIB_MAX * _MIB
            for entry in entries:
                _refuse_by_name(entry, name)
                left = _counted(packed, entry, name, left)
    # All that zipfile lets through of bytes that are no zip, or one that it cannot unpack.
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableWorkbook(file=name) from error
    if "xl/workbook.xml" not in {entry.filename.lower() for entry in entries}:
        raise NoWorkbook(file=name)


def _refuse_by_name(entry: ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED_BIT:
        raise EncryptedWorkbook(file=name)
    if any(macro in entry.filename.lower() for macro in _MACROS):
        raise WorkbookWithMacros(file=name)


def _counted(packed: ZipFile, entry: ZipInfo, name: str, left: int) -> int:
    """How many bytes may still come behind this part."""
    parsed = PurePath(entry.filename.lower()).suffix in (".xml", ".rels", ".vml")
    tail = b""
    with packed.open(entry) as part:
        while chunk := part.read(_CHUNK_BYTES):
            left -= len(chunk)
            if left < 0:
                raise WorkbookTooLarge(file=name, bound=f"> {UNPACKED_MIB_MAX} MB unpacked")
            # UTF-16 has a zero beside each ASCII character, whichever end comes first.
            seen = tail + chunk.replace(b"\x00", b"") if parsed else b""
            if any(declaration in seen for declaration in _DECLARATIONS):
                raise WorkbookWithEntities(file=name, part=entry.filename)
            if b"macroEnabled" in seen and entry.filename == "[Content_Types].xml":
                raise WorkbookWithMacros(file=name)
            tail = seen[-16:]
    return left
