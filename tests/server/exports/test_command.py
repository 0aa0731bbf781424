"""`doorstep export`: whole under its name and in the audit, or not there at all."""

import csv
import hashlib
import json
import resource
import shutil
import sqlite3
import subprocess
import sys

import pytest

from schema.grant import Role
from server import admin
from server.commands.main import run
from server.errors import ServerSilent
from server.exports import delivering
from server.exports.order import Format, Order
from server.exports.running import Maker
from server.views.supervisor import Projector
from tests.server.exports.conftest import ELSEWHERE, HOUSE, NEXT_DOOR, UNLISTED, Here, write_survey
from tests.server.test_admin import running
from tests.server.town import GRID, PASSWORD, founded

FULL_BYTES = 64 * 1024
"""Above what SQLite needs to read, below what is written."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The town's directory, on which no server runs."""
    data = tmp_path_factory.mktemp("town") / "data"
    with founded(data) as town:
        write_survey(town)
        town.add("qu", "区办", Role.district, "130709")
        town.add("half", "半区", Role.district, GRID)
    return data


@pytest.fixture(scope="module")
def data(alone, tmp_path_factory):
    """The same with a server on it, for all tests of this module: none of them writes records."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(alone, data)
    with running(data):
        yield data


@pytest.fixture
def child():
    """Asked for by tests that want a real child to make their export."""


@pytest.fixture(autouse=True)
def _here(request, monkeypatch):
    if "child" not in request.fixturenames:
        monkeypatch.setattr(delivering, "Maker", Here)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "taken"
    folder.mkdir()
    return folder


@pytest.fixture
def doorstep(data, capsys):
    """Runs a command; its exit code, its document and what it complains of."""

    def command(*words, on=data):
        code = run([*map(str, words), "--data", str(on), "--json", "--lang", "en"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return command


@pytest.fixture
def noted(data):
    """What the audit has of exports since the test began."""
    before = len(audited(data))
    return lambda: audited(data)[before:]


def audited(data):
    with sqlite3.connect(data / "log.db") as connection:
        found = connection.execute(
            "SELECT s.login, subject, detail FROM audit LEFT JOIN staff s ON s.id = actor"
            " WHERE act = 'export' ORDER BY n"
        ).fetchall()
    connection.close()
    return [(login, form, json.loads(detail)) for login, form, detail in found]


def in_the_log(data, form, below=""):
    """How many records of a form the log has below an area, by its rows alone."""
    with sqlite3.connect(data / "log.db") as connection:
        (count,) = connection.execute(
            "SELECT count(DISTINCT record) FROM rows WHERE record LIKE ? AND length(data) > 0",
            (f"{form}/{below}%",),
        ).fetchone()
    connection.close()
    return count


def test_a_file_holds_every_record_that_the_log_has(doorstep, data, folder, child):
    code, document, complaint = doorstep(
        "export", "survey", "--format", "jsonl", "-o", folder / "x.jsonl"
    )
    assert (code, complaint) == (0, "")
    lines = (folder / "x.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == document["rows"] == in_the_log(data, "survey") == 4
    assert {json.loads(line)["id"] for line in lines} == {HOUSE, NEXT_DOOR, UNLISTED, ELSEWHERE}


def test_of_an_area_it_holds_what_lies_there_and_nothing_else(doorstep, data, folder):
    doorstep("export", "survey", "--format", "jsonl", "--area", GRID, "-o", folder / "x.jsonl")
    lines = (folder / "x.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == in_the_log(data, "survey", GRID) == 3
    assert all(json.loads(line)["area"].startswith(GRID) for line in lines)


def test_the_audit_has_the_filter_the_rows_and_the_hash_of_each_file(doorstep, folder, noted):
    code, document, _ = doorstep(
        *("export", "survey", "--format", "csv", "--area", GRID, "--since", "2020-01-01"),
        *("--as", "qu", "-o", folder / "x.csv"),
    )
    assert code == 0
    ((login, form, detail),) = noted()
    assert (login, form, detail["way"]) == ("qu", "survey", "command")
    assert (detail["format"], detail["area"]) == ("csv", GRID)
    assert detail["received_ms"] == 1_577_808_000_000  # midnight in China
    assert detail["rows"] == 3
    assert [each["name"] for each in detail["files"]] == ["x.csv", "x-people.csv"]
    for each, told in zip(detail["files"], document["files"], strict=True):
        content = (folder / each["name"]).read_bytes()
        assert hashlib.blake2b(content, digest_size=32).hexdigest() == each["hash"] == told["hash"]
        assert told["bytes"] == len(content)


def test_it_works_the_same_where_no_server_runs(doorstep, alone, folder, child):
    code, document, complaint = doorstep(
        "export", "survey", "--format", "xlsx", "-o", folder / "x.xlsx", on=alone
    )
    assert (code, complaint, document["rows"]) == (0, "", 4)
    assert [(login, form) for login, form, _ in audited(alone)] == [("root", "survey")]


def test_a_file_that_is_there_is_never_written_over(doorstep, folder, noted):
    (folder / "x-people.csv").write_text("mine")
    words = ("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    code, _, complaint = doorstep(*words)
    assert code == 1
    assert complaint.endswith(
        "x-people.csv exists already. Name a new file; nothing was changed.\n"
    )
    assert (folder / "x-people.csv").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["x-people.csv"]
    assert noted() == []


def test_who_has_no_right_to_export_gets_nothing(doorstep, folder, noted):
    for login, words in (("min", ()), ("half", ("--area", "130709/100/002/008"))):
        code, _, complaint = doorstep(
            *("export", "survey", "--format", "csv", "--as", login, *words),
            *("-o", folder / "x.csv"),
        )
        assert code == 1
        assert f"{login} may take no records of survey away from there." in complaint
    assert not list(folder.iterdir())
    assert noted() == []


def test_with_a_name_it_holds_what_that_person_may_take_away(doorstep, folder):
    doorstep("export", "survey", "--format", "csv", "--as", "half", "-o", folder / "x.csv")
    with (folder / "x.csv").open(encoding="utf-8-sig", newline="") as opened:
        assert {row["_id"] for row in csv.DictReader(opened)} == {HOUSE, NEXT_DOOR, UNLISTED}


def test_sensitive_answers_in_full_need_a_reason_which_the_audit_keeps(doorstep, folder, noted):
    words = ("export", "survey", "--format", "jsonl", "--reveal", "-o", folder / "x.jsonl")
    assert doorstep(*words)[0] == 2
    assert not list(folder.iterdir())
    assert doorstep(*words, "--because", "phone round of June")[0] == 0
    assert "13800001234" in (folder / "x.jsonl").read_text("utf-8")
    ((_, _, detail),) = noted()
    assert (detail["reveal"], detail["because"]) == (True, "phone round of June")


def test_answers_that_are_not_asked_for_any_more_come_where_they_are_asked_for(
    doorstep, folder, noted
):
    words = ("export", "survey", "--format", "csv", "--irrelevant", "-o", folder / "x.csv")
    assert doorstep(*words)[0] == 0
    ((_, _, detail),) = noted()
    assert detail["irrelevant"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "xlsx", "--plain"),
        ("--format", "jsonl", "--labels"),
        ("--format", "jsonl", "--because", "x"),
        ("--format", "geojson", "--labels"),
        (),
    ],
)
def test_options_that_would_do_nothing_are_wrong_usage(doorstep, folder, words):
    assert doorstep("export", "survey", *words, "-o", folder / "x")[0] == 2
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("surveys",), "There is no form surveys."),
        (("survey", "--area", "999"), "There is no area 999."),
        (("survey", "--since", "monday"), "monday is no day and no time."),
        (("survey", "--as", "nobody"), "nobody"),
    ],
)
def test_a_name_that_is_none_is_said_to_be_none(doorstep, folder, words, complaint):
    code, _, said = doorstep("export", *words, "--format", "csv", "-o", folder / "x.csv")
    assert code == 1
    assert complaint in said
    assert not list(folder.iterdir())


def test_a_folder_that_is_not_there_is_named(doorstep, folder):
    code, _, said = doorstep("export", "survey", "--format", "csv", "-o", folder / "no" / "x.csv")
    assert code == 1
    assert "No such file or directory" in said


def test_it_does_not_answer_for_less_than_was_received(doorstep, folder, monkeypatch):
    monkeypatch.setattr(Projector, "wait_for", lambda *_, **__: False)
    code, _, said = doorstep("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    assert code == 1
    assert "did not reach the newest changes within 10.0 s" in said
    assert not list(folder.iterdir())


def test_a_child_that_is_killed_leaves_nothing_behind(doorstep, folder, monkeypatch, noted):
    def killed(*words):
        maker = Maker(*words)
        maker.stop()
        return maker

    monkeypatch.setattr(delivering, "Maker", killed)
    code, _, said = doorstep("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    assert code == 1
    assert "its process ended with code -9" in said
    assert not list(folder.iterdir())
    assert noted() == []


def test_an_export_that_cannot_be_noted_is_not_handed_over(doorstep, data, folder, monkeypatch):
    plain = admin.call

    def call(data, name, values=None):
        if name == "exports.note":
            raise ServerSilent(data=str(data))
        return plain(data, name, values)

    monkeypatch.setattr(admin, "call", call)
    code, _, _ = doorstep("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    assert code == 1
    assert not list(folder.iterdir())


def test_a_file_that_appears_meanwhile_is_not_written_over(doorstep, folder, monkeypatch):
    plain = delivering.give_name

    def give_name(unfinished, file):
        if file.name == "x-people.csv":
            file.write_text("somebody else's")
        plain(unfinished, file)

    monkeypatch.setattr(delivering, "give_name", give_name)
    code, _, said = doorstep("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    assert code == 1
    assert "exists already" in said
    assert [path.name for path in folder.iterdir()] == ["x-people.csv"]


@pytest.mark.parametrize("format_", Format)
def test_a_full_disk_is_said_to_be_one(surveyed, folder, format_):
    for number in range(4):
        surveyed.write(f"{HOUSE}/r{number}", "fang", {"note": "满" * 10_000})
    surveyed.fold()
    order = Order(form="survey", format=format_)
    done = subprocess.run(
        [sys.executable, "-m", "server.exports.making", surveyed.data, folder, "x"],
        check=False,
        input=json.dumps(order.to_json()) + "\n",
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES)),
    )
    last = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, done.stderr) == (1, "")
    assert last["problem"]["code"] == "export_no_room"


def test_files_are_for_their_owner_alone(doorstep, folder, child):
    doorstep("export", "survey", "--format", "csv", "-o", folder / "x.csv")
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_people_read_what_was_written_and_that_it_is_masked(data, folder, capsys):
    words = ("export", "survey", "--format", "csv", "--labels", "-o", str(folder / "x.csv"))
    assert run([*words, "--data", str(data), "--lang", "zh-CN"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{folder}/x.csv：4行，")
    assert lines[-1] == "敏感内容已遮住。这次导出已记入审计。"
    assert PASSWORD not in "".join(lines)
