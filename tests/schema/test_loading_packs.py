"""A pack is a folder of files: how it is found, and what is said of one that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from schema.errors import InvalidPack, UnknownPack
from schema.pack import Pack, load_pack, pack_names


def test_packs_are_found_by_name_folder_and_file(chongli: Pack) -> None:
    assert pack_names() == ("chongli",)
    folder = Path(load_pack.__code__.co_filename).with_name("packs") / "chongli"
    by_folder, by_file = load_pack(folder), load_pack(str(folder / "pack.json"))
    assert by_folder == by_file
    assert (by_folder.areas, by_folder.forms) == (chongli.areas, chongli.forms)


def test_a_pack_from_elsewhere_is_data_without_a_sample(tmp_path: Path) -> None:
    write(tmp_path)
    pack = load_pack(tmp_path)
    assert [area.name for area in pack.areas] == ["区"]
    with pytest.raises(InvalidPack, match="no sample"):
        pack.sample()


def test_a_pack_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(UnknownPack) as caught:
        load_pack(tmp_path / "nowhere")
    assert caught.value.known == ("chongli",)
    assert "chongli" in caught.value.hint


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("pack.json", "{"),
        ("pack.json", "[]"),
        ("pack.json", '{"name": "p", "title": {}}'),
        ("pack.json", '{"name": "p", "title": {}, "forms": ["absent"]}'),
        ("areas.json", "{}"),
        ("areas.json", '[{"id": "130709", "kind": "village", "name": "区"}]'),
        ("areas.json", '[{"id": "A", "kind": "district", "name": "区"}]'),
        ("areas.json", '[{"kind": "district", "name": "区"}]'),
        ("areas.json", "[1]"),
        ("forms/note.json", '{"id": "note"}'),
        ("forms/note.json", "\ufffe"),
    ],
)
def test_a_pack_that_cannot_be_used_names_the_file(tmp_path: Path, file: str, content: str) -> None:
    write(tmp_path)
    (tmp_path / file).write_text(content, "utf-8")
    with pytest.raises(InvalidPack) as caught:
        load_pack(tmp_path)
    named = "forms/absent.json" if "absent" in content else file
    assert caught.value.where.startswith(str(tmp_path / named))


def write(folder: Path) -> None:
    """A small pack of one area and one form."""
    form: dict[str, Any] = {
        "id": "note",
        "version": "1",
        "title": {"zh-CN": "记", "en": "Note"},
        "areas": ["district"],
        "questions": [],
    }
    (folder / "forms").mkdir()
    files: dict[str, Any] = {
        "pack.json": {"name": "p", "title": {}, "forms": ["note"]},
        "areas.json": [{"id": "130709", "kind": "district", "name": "区"}],
        "forms/note.json": form,
    }
    for name, data in files.items():
        (folder / name).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
