"""The doorstep commands, run in this process on a small invented district."""

import contextlib
import io
import json
import socket
import sqlite3
import subprocess
import sys

import pytest

from server.commands import forming
from server.commands.main import run
from server.lock import DirectoryLock
from tests.schema.versions import form, question

GRID = "130709/100/002/007"


@pytest.fixture
def doorstep(data, connection, add_person, capsys, monkeypatch):
    """Runs a command on the directory; gives exit code, stdout and stderr."""
    add_person("boss", ("admin", "130709"), ("district", "130709"), name="管理员")
    connection.close()
    monkeypatch.setenv("DOORSTEP_LANG", "en")

    def command(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run([*words, "--data", str(data)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def document(doorstep):
    """Runs a command with --json, which must succeed; gives its one document."""

    def command(*words, **more):
        code, out, err = doorstep(*words, "--json", **more)
        assert (code, err) == (0, "")
        assert out.endswith("\n")
        return json.loads(out)

    return command


def test_a_person_begins_to_work(document):
    added = document("staff", "add", "wang", "--name", "王某")
    given = ("--role", "grid_member", "--area", GRID)
    assert document("staff", "grant", "wang", *given) == {"ok": True}
    (listed,) = document("staff", "list", "--role", "grid_member")
    assert (listed["id"], listed["role"]) == (added["id"], "grid_member")
    code = document("devices", "code", "--staff", "wang")
    assert code["staff"] == added["id"]
    assert code["url"] == "http://127.0.0.1:8000"


def test_a_phone_is_written_down_changed_and_taken_away(document, doorstep):
    added = document("staff", "add", "wang", "--name", "王某", "--phone", "0313-0000001")
    assert added["phone"] == "0313-0000001"
    assert document("staff", "phone", "wang", "0313 0000002")["phone"] == "0313 0000002"
    assert "0313 0000002" in doorstep("staff", "list")[1]
    code, _, err = doorstep("staff", "phone", "wang", "call me")
    assert (code, "32 characters" in err) == (1, True)
    assert document("staff", "phone", "wang", "")["phone"] is None
    assert document("staff", "list")[-1]["phone"] is None


def test_a_password_comes_from_stdin_and_is_never_printed(doorstep):
    said = doorstep(
        "staff", "add", "wang", "--name", "王某", "--password-stdin", stdin="correct horse\n"
    )
    assert said[0] == 0
    assert "correct horse" not in said[1] + said[2]


def test_a_short_password_is_refused(doorstep):
    code, _, err = doorstep("staff", "add", "w1", "--name", "x", "--password-stdin", stdin="short")
    assert code == 1
    assert "8 to 256" in err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("staff", "list", "--role", "grid_hed"), "grid_head"),
        (("staff", "list", "--area", "130709/100/02"), "130709/100/002"),
        (("staff", "grant", "bos", "--role", "admin", "--area", GRID), "boss"),
        (("areas", "list", "130709/100/002/07"), GRID),
        (("areas", "list", "--kind", "houshold"), "household"),
        (("forms", "show", "opinon"), "opinion"),
        (("devices", "revoke", "nothing1"), "nothing1"),
        (("quarantine", "show", "7"), "7"),
        (("records", "list", "opinon"), "opinion"),
        (("records", "show", "nothing:here"), "nothing:here"),
    ],
)
def test_an_unknown_name_is_one_line_on_stderr_with_the_nearest(doorstep, words, named):
    code, out, err = doorstep(*words)
    assert (code, out) == (1, "")
    assert err.startswith("doorstep: ")
    assert err.count("\n") == 1
    assert named in err


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "add", "wang"),
        ("devices", "code"),
        ("devices", "code", "--staff", "boss", "--all"),
        ("devices", "code", "--staff", "boss", "--role", "district"),
        ("devices", "code", "--staff", "boss", "--hours", "0"),
        ("staff", "list", "--lang", "fr"),
        ("staff", "lost"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_exit_code_2(doorstep, words):
    code, out, err = doorstep(*words)
    assert (code, out) == (2, "")
    assert err


def test_a_command_without_a_directory_is_wrong_usage(capsys, monkeypatch):
    monkeypatch.delenv("DOORSTEP_DATA", raising=False)
    assert run(["staff", "list"]) == 2
    assert "--data" in capsys.readouterr().err


def test_a_directory_is_named_by_the_variable_too(data, capsys, monkeypatch, doorstep):
    monkeypatch.setenv("DOORSTEP_DATA", str(data))
    assert run(["staff", "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_a_directory_that_is_none_says_how_to_make_one(tmp_path, capsys):
    assert run(["staff", "list", "--data", str(tmp_path / "none"), "--lang", "en"]) == 1
    assert "doorstep init" in capsys.readouterr().err


def test_areas_are_listed_below_one_by_whole_segments(document):
    below = [area["id"] for area in document("areas", "list", GRID)]
    assert below == [GRID, f"{GRID}/x03", f"{GRID}/x03/0301"]
    grids = document("areas", "list", "--kind", "grid")
    assert [area["id"] for area in grids] == [GRID, "130709/100/002/008"]
    assert grids[0] == {
        "id": GRID,
        "kind": "grid",
        "name": "第7网格",
        "parent": "130709/100/002",
    }


def test_forms_speak_the_language_asked_for(document):
    assert document("forms", "show", "opinion", "--lang", "zh-CN")["title"] == "测试表"
    assert document("forms", "show", "opinion", "--lang", "en")["title"] == "Test form"
    assert [form["id"] for form in document("forms", "list")] == ["opinion", "care"]


def test_empty_lists_are_lists_and_say_what_to_do(document, doorstep):
    for words in (("devices", "list"), ("quarantine", "list"), ("records", "clashes")):
        assert document(*words) == []
        code, out, _ = doorstep(*words)
        assert code == 0
        assert out.count("\n") == 1


def test_a_sound_directory_verifies(document):
    assert document("verify") == {
        "ok": True,
        "scopes": 0,
        "records": 0,
        "changes": 0,
        "problems": [],
    }


def test_a_changed_audit_does_not_verify(document, doorstep, data):
    document("staff", "add", "wang", "--name", "王某")
    with sqlite3.connect(data / "log.db") as opened:
        opened.execute("UPDATE audit SET actor = 'somebody'")
    opened.close()
    code, out, _ = doorstep("verify", "--json")
    assert code == 1
    (problem,) = json.loads(out)["problems"]
    assert (problem["code"], problem["where"]) == ("audit_broken", "audit 1")


def test_lists_for_people_name_areas_and_roles_in_words(doorstep):
    _, out, _ = doorstep("staff", "list", "--lang", "zh-CN")
    assert "管理员" in out
    assert "测试区" in out
    assert "130709" not in out


def test_an_area_has_its_kind_in_words(doorstep):
    _, out, _ = doorstep("areas", "list", GRID, "--lang", "zh-CN")
    assert "网格" in out
    assert "household" not in out


def test_markup_in_a_name_is_shown_as_it_is(doorstep, document):
    document("staff", "add", "wang", "--name", "[red]王某[/red]")
    assert "[red]王某[/red]" in doorstep("staff", "list")[1]


def test_init_makes_a_directory_and_prints_the_password_once(tmp_path, capsys):
    data = tmp_path / "new"
    assert run(["init", "--data", str(data), "--admin", "chief", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert set(made) == {"data", "admin", "password"}
    assert (made["data"], made["admin"]) == (str(data), "chief")
    assert run(["init", "--data", str(data), "--lang", "en"]) == 1
    assert "already" in capsys.readouterr().err
    assert run(["staff", "list", "--data", str(data), "--json"]) == 0
    (admin,) = json.loads(capsys.readouterr().out)
    assert [grant["role"] for grant in admin["grants"]] == ["admin", "district"]
    assert {grant["area"] for grant in admin["grants"]} == {"130709"}


def test_init_with_an_unknown_pack_names_the_known_ones(tmp_path, capsys):
    assert run(["init", "--data", str(tmp_path / "new"), "--pack", "chonglee"]) == 1
    assert "chongli" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_the_sample_has_the_districts_people_and_households(tmp_path, capsys):
    data = ["--data", str(tmp_path / "new"), "--json"]
    assert run(["init", "--sample", *data]) == 0
    capsys.readouterr()
    assert run(["staff", "list", *data]) == 0
    people = json.loads(capsys.readouterr().out)
    roles = [person["role"] for person in people]
    # 81 grids with one head, two members and a building head; two secretaries a community of 7.
    assert roles.count("grid_head") == roles.count("building_head") == 81
    assert roles.count("grid_member") == 162
    assert (roles.count("community"), roles.count("district"), roles.count("auditor")) == (14, 1, 1)
    assert run(["areas", "list", "--kind", "household", *data]) == 0
    assert 18_000 < len(json.loads(capsys.readouterr().out)) < 22_000


def serve(data, *options):
    """Runs `doorstep serve`, which must end by itself: it sets up its process's log for good."""
    command = [sys.executable, "-m", "server.commands.main", "serve", "--data", str(data)]
    ended = subprocess.run(
        [*command, *options, "--lang", "en"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_serving_on_a_port_in_use_is_said_so(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, out, err = serve(data, "--port", port)
    assert (code, out) == (1, "")
    assert f"Port {port}" in err


def test_a_second_server_on_a_directory_is_refused(data):
    lock = DirectoryLock(data)
    try:
        code, _, err = serve(data, "--port", "0")
    finally:
        lock.release()
    assert code == 1
    assert "Another process works in" in err


def test_a_wrong_setting_is_said_so(data):
    (data / "doorstep.toml").write_text("prot = 1\n")
    code, _, err = serve(data)
    assert code == 1
    assert "prot" in err


def test_an_unknown_pack_is_said_in_the_readers_language_and_nothing_is_made(tmp_path, capsys):
    made = tmp_path / "new"
    assert run(["init", "--data", str(made), "--pack", "chonli", "--lang", "zh-CN"]) == 1
    said = "doorstep: 没有表单包 chonli。请给出含 pack.json 的目录，或用：chongli\n"
    assert capsys.readouterr().err == said
    assert not made.exists()


def test_a_directory_on_which_a_server_runs_is_not_made_again(doorstep, data):
    lock = DirectoryLock(data)
    try:
        code, out, err = doorstep("init")
    finally:
        lock.release()
    assert (code, out) == (1, "")
    assert "already is a data directory" in err


def test_a_folder_of_forms_is_taken_over_whole_or_not_at_all(document, doorstep, tmp_path):
    folder, versions = tmp_path / "forms", [form("1", question("road")), form("x", question("a"))]
    folder.mkdir()
    good = {**versions[0].to_json(), "id": "good"}
    (folder / "a.json").write_text(json.dumps(good))
    (folder / "b.json").write_text("{")
    (folder / "~$a.json").write_text("what a spreadsheet program leaves beside an open file")
    before = document("forms", "list")
    code, out, _ = doorstep("forms", "import", str(folder))
    assert (code, "Problems: 1" in out) == (1, True)
    assert document("forms", "list") == before
    (folder / "b.json").write_text(json.dumps({**versions[1].to_json(), "version": 3}))
    taken = document("forms", "import", str(folder))
    assert [(each["form"], each["version"]) for each in taken] == [("good", "1"), ("survey", "3")]
    assert "Nothing changed" in doorstep("forms", "import", str(folder))[1]
    shown = doorstep("forms", "show", "good")[1]
    assert "good · version 1 · draft" in shown
    assert "1  road · text" in shown
    published = doorstep("forms", "publish", "good")[1]
    assert "nothing of it is lost" in published
    assert "good" in doorstep("forms", "stop", "good")[1]
    assert "stopped" in doorstep("forms", "list")[1]
    code, _, err = doorstep("forms", "export", "good", "-o", str(tmp_path / "x.xlsx"))
    assert (code, "did not come from a workbook" in err) == (1, True)


def test_a_workbook_comes_with_what_was_read_otherwise_and_goes_back_into_a_new_file_alone(
    document, doorstep, tmp_path, monkeypatch
):
    book = tmp_path / "survey.xlsx"
    book.write_bytes(b"as it was")
    message = {"zh-CN": "按 type 处理", "en": "read as type"}
    place = {"sheet": "问卷", "row": 1, "column": "A", "code": "read_as", "message": message}
    definition = form("1", question("road")).to_json()
    (tmp_path / "towns.csv").write_bytes(b"name\n")
    said = {
        "problems": [],
        "warnings": [place],
        "definition": definition,
        "media": ["towns.csv"],
    }
    monkeypatch.setattr(forming.running, "read", lambda *_: said)
    (taken,) = document("forms", "import", str(book))
    told = [(each["file"], each["row"], each["message"]) for each in taken["warnings"]]
    assert told == [("survey.xlsx", 1, "read as type")]
    book.write_bytes(b"edited since")
    code, _, err = doorstep("forms", "export", "survey", "-o", str(book))
    assert (code, "survey.xlsx" in err, book.read_bytes()) == (1, True, b"edited since")
    back = tmp_path / "back.xlsx"
    code, _, err = doorstep("forms", "export", "survey", "-o", str(back))
    assert (code, "towns.csv" in err, back.exists()) == (1, True, False)
    (tmp_path / "back").mkdir()
    told = document("forms", "export", "survey", "-o", str(tmp_path / "back" / "x.xlsx"))
    assert (told["version"], told["media"]) == ("1", ["towns.csv"])
    assert (tmp_path / "back" / "x.xlsx").read_bytes() == b"as it was"
    assert (tmp_path / "back" / "towns.csv").read_bytes() == b"name\n"
    assert "is deleted" in doorstep("forms", "delete", "survey")[1]
    assert "survey" not in [each["id"] for each in document("forms", "list")]


def test_every_version_of_a_form_can_be_shown(document, data):
    current = document("forms", "list")[0]
    assert document("forms", "show", current["id"], "--version", current["version"]) == current
    with contextlib.closing(sqlite3.connect(data / "log.db")) as connection:
        (text,) = connection.execute(
            "SELECT document FROM forms WHERE id = ?", (current["id"],)
        ).fetchone()
        newer = json.loads(text) | {"version": "next"}
        connection.execute(
            "INSERT INTO forms (id, version, document, added_ms) VALUES (?, 'next', ?, 0)",
            (current["id"], json.dumps(newer)),
        )
        connection.commit()
    assert document("forms", "show", current["id"])["version"] == "next"
    older = document("forms", "show", current["id"], "--version", current["version"])
    assert {**older, "versions": older["versions"][:1]} == current


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh-CN", "这一行被改过，或前一行不见了。"), ("en", "The row was changed, or one before it")],
)
def test_what_verify_finds_is_said_in_the_readers_language(doorstep, data, lang, said):
    doorstep("staff", "add", "wang", "--name", "王某")
    with contextlib.closing(sqlite3.connect(data / "log.db")) as connection:
        connection.execute("UPDATE audit SET subject = 'x'")
        connection.commit()
    code, out, _ = doorstep("verify", "--lang", lang)
    assert code == 1
    assert said in out


def test_a_damaged_page_is_said_on_one_line_and_ends_with_70(doorstep, data):
    with contextlib.closing(sqlite3.connect(data / "log.db")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        ((page, size),) = connection.execute(
            "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = 'areas'"
        )
    with (data / "log.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    code, out, err = doorstep("areas", "list")
    assert (code, out) == (70, "")
    assert len(err.splitlines()) == 1
    assert "Stop trusting this disk" in err


OTHER_GRID = "130709/100/002/008"
COMPOUND = f"{GRID}/x03"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh-CN", "和平小区现在属于第8网格，那里的人员看得到它的记录；"),
        ("en", "和平小区 lies in 第8网格 now. Who works there sees its records;"),
    ],
)
def test_a_move_is_said_by_names_and_seen_in_the_list(doorstep, document, lang, said):
    code, out, err = doorstep("areas", "move", COMPOUND, OTHER_GRID, "--lang", lang)
    assert (code, err) == (0, "")
    assert out.startswith(said)
    below = [area["id"] for area in document("areas", "list", OTHER_GRID)]
    assert below == [OTHER_GRID, COMPOUND, f"{COMPOUND}/0301"]


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (
            ("areas", "move", COMPOUND, "130709/100/002"),
            "zh-CN",
            f"{COMPOUND}不能放在130709/100/002下面（类别是社区）。没有改动。上级的类别可以是：网格",
        ),
        (
            ("areas", "move", OTHER_GRID, COMPOUND),
            "en",
            (
                f"{OTHER_GRID} cannot lie in {COMPOUND}, which is a compound. Nothing was changed. "
                "It can lie in one of the kind: community"
            ),
        ),
        (
            ("areas", "move", "130709", GRID),
            "zh-CN",
            "130709是最高一级，不能移动。请移动它下面的地区：doorstep areas list 130709",
        ),
        (
            ("households", "adopt", f"{COMPOUND}/+0301-2", f"{COMPOUND}/0301"),
            "zh-CN",
            f"{COMPOUND}/+0301-2没有可以并入的记录。查看全部：doorstep records list 表单",
        ),
        (
            ("households", "adopt", f"{COMPOUND}/0301", f"{COMPOUND}/0301"),
            "en",
            (
                f"{COMPOUND}/0301 is not a household that was written at the door. "
                "Name one like 130709/100/002/007/x03/b02/u1/+0301-2."
            ),
        ),
        (
            ("staff", "disable", "boss"),
            "zh-CN",
            (
                "boss是130709最后一名管理员，没有管理员就谁也加不进来。"
                "请先另设一名：doorstep staff grant 登录名 --role admin --area 130709"
            ),
        ),
        (
            ("staff", "revoke", "boss", "--role", "grid_head", "--area", GRID),
            "en",
            (
                "boss does not hold this grant. "
                "Held are: --role admin --area 130709, --role district --area 130709"
            ),
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_what_can(doorstep, words, lang, said):
    assert doorstep(*words, "--lang", lang) == (1, "", f"doorstep: {said}\n")


def test_a_person_loses_a_grant_and_then_everything(doorstep, document):
    document("staff", "add", "wang", "--name", "王某")
    given = ("--role", "grid_member", "--area", GRID)
    document("staff", "grant", "wang", *given)
    code, out, _ = doorstep("staff", "revoke", "wang", *given, "--lang", "zh-CN")
    assert (code, out.partition("。")[0]) == (0, "wang不再是第7网格的网格员")
    assert document("staff", "list", "--role", "grid_member") == []
    assert document("staff", "disable", "wang") == {"ok": True}
    assert [each["disabled"] for each in document("staff", "list")] == [False, True]
    code, _, err = doorstep("staff", "disable", "wang")
    assert (code, err) == (1, "doorstep: wang is disabled. Choose somebody who works.\n")
