"""Files that nobody should open: refused before a cell is read, each with its own sentence."""

import io
import zipfile

import pytest

from server.commands.words import Words
from server.xlsform.container import refuse_unfit
from server.xlsform.errors import (
    EncryptedWorkbook,
    MissingWorkbook,
    NoWorkbook,
    UnreadableWorkbook,
    WorkbookTooLarge,
    WorkbookWithEntities,
    WorkbookWithMacros,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")

LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'


@pytest.fixture
def sound(desk):
    return desk.write(survey=[["type", "name", "label"], ["text", "a", "A"]])


def changed(file, parts):
    """The workbook with these parts beside or instead of its own."""
    with zipfile.ZipFile(file) as packed:
        whole = {name: packed.read(name) for name in packed.namelist()} | parts
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in whole.items():
            packed.writestr(name, content)
    return file


def test_a_workbook_passes(sound):
    refuse_unfit(sound)


def test_over_5_mb_is_refused(sound):
    with sound.open("ab") as file:
        file.truncate(5 * 2**20 + 1)
    with pytest.raises(WorkbookTooLarge):
        refuse_unfit(sound)


def test_what_unpacks_to_more_than_50_mb_is_refused(sound):
    changed(sound, {"xl/media/bomb.bin": bytes(50 * 2**20)})
    assert sound.stat().st_size < 2**20
    with pytest.raises(WorkbookTooLarge):
        refuse_unfit(sound)


def test_what_its_directory_claims_to_be_small_is_counted(sound):
    changed(sound, {"xl/media/bomb.bin": bytes(60 * 2**20)})
    raw = sound.read_bytes()
    claimed = (60 * 2**20).to_bytes(4, "little")
    assert raw.count(claimed) == 2
    sound.write_bytes(raw.replace(claimed, (10).to_bytes(4, "little")))
    with pytest.raises((WorkbookTooLarge, UnreadableWorkbook)):
        refuse_unfit(sound)


def test_the_201st_part_is_refused(sound):
    with zipfile.ZipFile(sound) as packed:
        held = len(packed.namelist())
    changed(sound, {f"xl/media/{n}.bin": b"" for n in range(200 - held)})
    refuse_unfit(sound)
    changed(sound, {"xl/media/last.bin": b""})
    with pytest.raises(WorkbookTooLarge):
        refuse_unfit(sound)


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_document_types_are_refused_in_every_encoding(sound, xml, encoding):
    with pytest.raises(WorkbookWithEntities):
        refuse_unfit(changed(sound, {"xl/sharedStrings.xml": xml.encode(encoding)}))


def test_a_document_type_across_two_chunks_is_seen(sound):
    xml = b"<!--" + b"x" * (2**18 - 10) + b"--><!DOCTYPE x []><x/>"
    with pytest.raises(WorkbookWithEntities):
        refuse_unfit(changed(sound, {"xl/late.xml": xml}))


def test_a_text_that_speaks_of_document_types_is_none(desk):
    refuse_unfit(desk.write(survey=[["type", "name", "label"], ["note", "a", "<!DOCTYPE html>"]]))


def test_macros_are_refused_under_any_name(sound, tmp_path):
    with pytest.raises(WorkbookWithMacros):
        refuse_unfit(changed(sound, {"xl/vbaProject.bin": b"x"}))
    other = tmp_path / "form.xlsm"
    other.write_bytes(b"PK")
    with pytest.raises(WorkbookWithMacros):
        refuse_unfit(other)


def test_a_sheet_of_macros_declared_without_a_project_is_refused(sound):
    with zipfile.ZipFile(sound) as packed:
        types = packed.read("[Content_Types].xml")
    types = types.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    types = types.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.macroEnabled",
        b"ms-excel.sheet.macroEnabled",
    )
    with pytest.raises(WorkbookWithMacros):
        refuse_unfit(changed(sound, {"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("form.xlsx", OLE + bytes(600), EncryptedWorkbook),
        ("form.xls", OLE + bytes(600), NoWorkbook),
        ("form.csv", b"type,name,label\n", NoWorkbook),
        ("form.xlsx", b"type,name,label\n", NoWorkbook),
        ("form.xlsx", b"", NoWorkbook),
        ("form.xlsx", b"PK\x03\x04 and no more", UnreadableWorkbook),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path, name, content, error):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(error):
        refuse_unfit(file)


def test_another_kind_of_package_is_no_workbook(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    file = tmp_path / "letter.xlsx"
    file.write_bytes(stream.getvalue())
    with pytest.raises(NoWorkbook):
        refuse_unfit(file)


def test_a_cut_workbook_is_unreadable(sound):
    sound.write_bytes(sound.read_bytes()[:-40])
    with pytest.raises(UnreadableWorkbook):
        refuse_unfit(sound)


def test_a_file_that_is_not_there_is_said_to_be_missing_in_both_languages(tmp_path):
    with pytest.raises(MissingWorkbook) as caught:
        refuse_unfit(tmp_path / "nowhere.xlsx")
    assert "nowhere.xlsx" in Words("en").problem(caught.value)
    assert "没有文件 nowhere.xlsx" in Words("zh-CN").problem(caught.value)
