"""Every kind of record of the district, from the first answer to the table: driven by its forms.

One test does all of it for all kinds at once, since the two tablets and the server cost more than
what they are asked. The commands are the real ones, run in this process; the server is one.
"""

import contextlib
import io
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clients.reference_cli.main import application
from schema.record_id import RecordId
from server.commands.main import run
from server.database import open_database
from server.people.areas import add_all
from sync.log.connect import writing
from tests.acceptance.browser import Browser
from tests.acceptance.district import Server
from tests.acceptance.kinds import COMMUNITY, OFFICE, Case, areas, cases
from tests.acceptance.tables import rows_of

pytestmark = pytest.mark.acceptance

RESTRICTED = ("dispute", "care_file")
PEOPLE = ("wang", "li")
PASSWORD = "a-long-enough-password"
MASKED = "••••"


class Office:
    """A district whose server runs, asked by its own commands in this process."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.ask("init", "--pack", "chongli")
        with closing(open_database(data)) as connection, writing(connection):
            add_all(connection, areas())
        for login in PEOPLE:
            self.ask("staff", "add", login, "--name", login, "--password-stdin", stdin=PASSWORD)
            for named in ((), *(("--form", form) for form in RESTRICTED)):
                at = ("--role", "community", "--area", COMMUNITY, *named)
                self.ask("staff", "grant", login, *at)

    def ask(self, *words: object, stdin: str = "") -> Any:
        """The document that a command prints, which has to succeed."""
        out, typed = io.StringIO(), io.StringIO(stdin)
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out):
            patch.setattr("sys.stdin", typed)
            code = run([*map(str, words), "--data", str(self.data), "--json"])
        assert code == 0, words
        return json.loads(out.getvalue())

    def show(self, case: Case) -> dict[str, Any]:
        """Document `record`."""
        return self.ask("records", "show", case.record.text)

    def table(self, case: Case, folder: Path) -> tuple[dict[str, str], dict[str, list[Any]]]:
        """The one row of a kind, and the rows of its repeats, as a spreadsheet has them."""
        file = folder / f"{case.form.id}.csv"
        self.ask("export", case.form.id, "--format", "csv", "--plain", "-o", file)
        (row,) = rows_of(file)
        repeats = [each.name for each in case.form.outline if each.repeats]
        return row, {name: rows_of(file.with_stem(f"{file.stem}-{name}")) for name in repeats}


class Tablet:
    """A home, and its commands in this process."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def ask(self, *words: object) -> Any:
        """The document that a command prints, which has to succeed."""
        given = [*map(str, words), "--home", str(self._home), "--json", "--lang", "en"]
        done = CliRunner().invoke(application(given[0]), given)
        assert done.exit_code == 0, (given, done.output, done.exception)
        return json.loads(done.stdout)

    def new(self, case: Case, file: Path) -> None:
        """A draft of a record, with an answer that breaks a rule."""
        file.write_text(json.dumps(case.document | dict([case.broken])), "utf-8")
        area = ("--area", case.record.area, "--file", file, "--draft")
        self.ask("new", case.form.id, *area)


def _fill_in(browser: Browser, case: Case) -> None:
    """The same on the form page, as the office does."""
    path = f"/new/{case.form.id}/{case.record.area}"
    page = browser.open(path)
    form = next(each for each in page.forms if each.action.startswith("/new/"))
    fields: list[tuple[str, str]] = [each for each in form.fields if each[0] != "row"]
    for name, value in {**case.typed, **dict([case.broken])}.items():
        if name.endswith("]"):
            fields.append(("row", name))
        else:
            fields += [(f"a.{name}", _text(each)) for each in _listed(value)]
    done = browser.send_pairs(form.action, [*fields, ("press", "draft")])
    assert (done.status, "/records/" in done.url) == (200, True), done.text


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _sync(*tablets: Tablet) -> None:
    for tablet in tablets:
        assert tablet.ask("sync")["refused"] == 0


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    return {name: each["value"] for name, each in document["answers"].items()}


def _typed(case: Case) -> dict[str, str]:
    """The cells that were typed, as a table has them, and what was decided."""
    question, values = case.contested
    typed = {path: value for path, value in case.typed.items() if "[" not in path}
    return {path: _cell(case, path, value) for path, value in typed.items()} | {question: values[0]}


def _plain(cell: str) -> str:
    """A whole number as it is typed, whichever way a table writes it; a mask without its edges."""
    return MASKED if MASKED in cell else cell.removesuffix(".0")


def _cell(case: Case, path: str, value: Any) -> str:
    """What was typed, but for what is masked wherever it leaves the district."""
    if case.form.question(path).sensitive:
        return MASKED
    return " ".join(map(_text, _listed(value)))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "data")
    server = Server(made.data, tmp_path / "server.log")
    try:
        made.url = server.start().url
        yield made
    finally:
        server.kill()


def test_every_kind_is_made_flagged_clashed_settled_shown_exported_and_counted(office, tmp_path):
    wang, li = [Tablet(tmp_path / name) for name in PEOPLE]
    for tablet, login in zip((wang, li), PEOPLE, strict=True):
        tablet.ask("enroll", office.url, office.ask("devices", "code", "--staff", login)["code"])
    kinds = _begun(list(cases()), office, wang, tmp_path)
    _sync(li)
    for case in kinds:
        question, _ = case.broken
        answers = office.show(case)["answers"]
        assert [name for name, each in answers.items() if each["flags"]] == [question], case.record

    _put_right(kinds, li)
    _sync(li, wang)
    for case in kinds:
        question, values = case.contested
        for tablet, value in zip((wang, li), values, strict=True):
            tablet.ask("edit", case.record, f"{question}={value}")
    _sync(wang, li, wang)
    _settle(kinds, office, li)
    _sync(li, wang, li)
    assert (office.ask("records", "clashes"), wang.ask("clashes")) == ([], [])
    _look_alike(kinds, office, wang, li)
    for case in kinds:
        _compare(case, *office.table(case, tmp_path))
    for lang in ("zh-CN", "en"):
        _read(kinds, Browser(office.url, lang).sign_in("li", PASSWORD), lang)


def _begun(kinds: list[Case], office: Office, tablet: Tablet, folder: Path) -> list[Case]:
    """Begins each with an answer that breaks a rule: without signal, or on the form page."""
    assert OFFICE < {case.form.id for case in kinds}
    browser = Browser(office.url, "en").sign_in("li", PASSWORD)
    for case in kinds:
        if case.form.id in OFFICE:
            _fill_in(browser, case)
        else:
            tablet.new(case, folder / "answers.json")
    _sync(tablet)
    made = {each["form"]: RecordId.parse(each["id"]) for each in tablet.ask("list")}
    assert made.keys() == {case.form.id for case in kinds}
    return [replace(case, record=made[case.form.id]) for case in kinds]


def _put_right(kinds: list[Case], tablet: Tablet) -> None:
    """What breaks a rule is corrected, and each record finished."""
    for case in kinds:
        question, _ = case.broken
        right = case.typed.get(question)
        tablet.ask("edit", case.record, f"{question}={'' if right is None else _text(right)}")
        tablet.ask("finish", case.record)


def _settle(kinds: list[Case], office: Office, tablet: Tablet) -> None:
    """Both values of each clash are there; the first is taken, in the office or on a tablet."""
    clashes = {each["record"]: each for each in office.ask("records", "clashes")}
    assert {case.record.text for case in kinds} == clashes.keys()
    assert {each["record"] for each in tablet.ask("clashes")} == clashes.keys()
    for case in kinds:
        clash, (question, values) = clashes[case.record.text], case.contested
        said = [_text(each["value"]) for each in clash["values"]]
        assert (clash["question"], {*said}) == (question, {*values})
        if case.form.id in OFFICE:
            taken = ("--value", values[0], "--as", "li")
            office.ask("records", "settle", case.record, question, *taken)
        else:
            taken = ("--take", 1 + said.index(values[0]))
            tablet.ask("settle", case.record, question, *taken)


def _look_alike(kinds: list[Case], office: Office, *tablets: Tablet) -> None:
    """Each is there once, finished, nothing wrong with it, and the same wherever one looks."""
    for case in kinds:
        (document,) = office.ask("records", "list", case.form.id)
        assert (document["id"], document["status"]) == (case.record.text, "finished")
        document = office.show(case)
        assert not any(each["flags"] for each in document["answers"].values()), case.record
        for tablet in tablets:
            assert _shown(document) == _shown(tablet.ask("show", case.record))


def _compare(case: Case, row: dict[str, str], repeats: dict[str, list[dict[str, str]]]) -> None:
    """Every cell is what was typed, and what was taken of the clash."""
    typed = _typed(case)
    assert typed == {name: _plain(row[name]) for name in typed}, case.record
    assert (row["_id"], row["_status"], row["_clashes"]) == (case.record.text, "finished", "0")
    for name, rows in repeats.items():
        wanted = [
            {path: _cell(case, f"{name}.{path}", value) for path, value in answers.items()}
            for answers in case.document.get(name, [])
        ]
        asked = {path for answers in wanted for path in answers}
        found = [
            {path: _plain(line[path]) for path in line if path in asked and line[path]}
            for line in rows
        ]
        # Rows of one change come in the order of their ids, which this test drew.
        assert sorted(map(_pairs, wanted)) == sorted(map(_pairs, found)), case.record


def _pairs(row: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(row.items())


def _read(kinds: list[Case], reader: Browser, lang: str) -> None:
    """Its page says it in the words of the form."""
    for case in kinds:
        page = reader.open(f"/records/{case.record}")
        assert page.status == 200, case.record
        said, asked = page.text, _typed(case).keys() - case.keys.keys()
        labels = [case.form.question(name).label[lang] for name in asked]
        wanted = [case.form.title[lang], *labels]
        assert [label for label in wanted if label not in said] == [], case.record
