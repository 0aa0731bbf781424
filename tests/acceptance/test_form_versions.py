"""A form changes in the middle of a survey, and is tried before it reaches all: nothing is lost."""

import json
from pathlib import Path

import pytest

from tests.acceptance.counting import stored, written
from tests.acceptance.tables import exported

pytestmark = pytest.mark.acceptance

FORM = "renovation_opinion"
PACK = Path(__file__).parents[2] / "schema" / "packs" / "chongli" / "forms"

RENAMED = {"road": "road_hardening"}
"""What version 2 of the survey calls otherwise."""


def second_version(file: Path) -> Path:
    """Version 2: a question added, one renamed, one removed, a choice added."""
    form = json.loads((PACK / f"{FORM}.json").read_text("utf-8"))
    questions = {question["name"]: question for question in form["questions"]}
    questions["road"] |= {"name": "road_hardening", "aliases": ["road"]}
    needs = form["lists"][questions["needs"]["list_name"]]
    needs["rows"].append(["gym", "健身房", "Gym", "健身房"])
    assert needs["columns"] == ["name", "label::zh-CN", "label::en", "label"]
    del questions["parking_spaces"]
    questions["noise"] = {
        "name": "noise",
        "kind": "text",
        "required": True,
        "label": {"zh-CN": "噪音", "en": "Noise"},
    }
    form |= {"version": "2", "questions": [*questions.values()]}
    file.write_text(json.dumps(form), "utf-8")
    return file


class Survey:
    """What two people typed, by record and by the names of version 2."""

    def __init__(self) -> None:
        self.typed: dict[str, dict[str, str]] = {}

    def new(self, household: str, *, draft: bool = False, **answers: str) -> list[str]:
        """The words of a command that makes a record."""
        record = f"{FORM}/{household}:p2022"
        self.typed[record] = {RENAMED.get(name, name): value for name, value in answers.items()}
        said = [f"{name}={value}" for name, value in answers.items()]
        return ["new", FORM, "--area", household, *said, *(["--draft"] if draft else [])]

    def edit(self, household: str, **answers: str) -> list[str]:
        """The words of a command that changes one."""
        record = f"{FORM}/{household}:p2022"
        self.typed[record] |= {RENAMED.get(name, name): value for name, value in answers.items()}
        return ["edit", record, *(f"{name}={value}" for name, value in answers.items())]


def longer(form: str, file: Path) -> Path:
    """The next version of a form of the pack: a question more."""
    data = json.loads((PACK / f"{form}.json").read_text("utf-8"))
    data["version"] = "2"
    noise = {"name": "noise", "kind": "text", "label": {"zh-CN": "噪音", "en": "Noise"}}
    data["questions"].append(noise)
    file.write_text(json.dumps(data), "utf-8")
    return file


def test_a_survey_goes_on_while_its_form_changes(office, grid, wang, li, tmp_path):
    unlisted = (f"{door.rpartition('/')[0]}/+{n}" for n, door in enumerate(grid.households))
    doors, survey = [*grid.households, *unlisted][:200], Survey()
    half = [
        survey.new(door, draft=n % 2 == 0, road="support", parking_spaces=str(n % 3))
        for n, door in enumerate(doors[:100])
    ]
    wang.batch(*half[:50])
    li.batch(*half[50:])
    for tablet in (wang, li, wang):
        tablet.sync()

    # Both are without signal while the office imports and publishes version 2.
    imported = office.ask("forms", "import", second_version(tmp_path / "v2.json"))
    assert [each["outcome"] for each in imported] == ["new"]
    office.ask("forms", "publish", FORM)
    wang.batch(
        *(survey.new(door, road="oppose", parking_spaces="1") for door in doors[100:150]),
        survey.edit(doors[1], road="neutral"),
        survey.edit(doors[51], parking_spaces="2"),
    )
    li.sync()
    assert {form["version"] for form in li.ask("forms") if form["id"] == FORM} == {"2"}
    later = [
        survey.new(door, road_hardening="support", noise="quiet", needs="gym")
        for door in doors[150:200]
    ]
    drafts = [survey.edit(door, noise="loud") for door in doors[50:100:2]]
    finished = [["finish", f"{FORM}/{door}:p2022"] for door in doors[50:100:2]]
    li.batch(*later, *drafts, *finished, survey.edit(doors[53], road_hardening="oppose"))
    assert wang.ask("forms", FORM)["version"] == "1"
    for tablet in (wang, li, wang):
        assert tablet.sync()["refused"] == 0

    assert stored(office.data) == written(wang.home, li.home)
    table = exported(office, tmp_path / "table.csv", FORM)
    assert len(survey.typed) == len(table) == 200
    for record, answers in survey.typed.items():
        assert answers.items() <= table[record].items(), record
    by_version = [table[f"{FORM}/{door}:p2022"]["_form_version"] for door in doors]
    # Made with 1 they stay so; drafts that were finished with 2, and those made with it, are of 2.
    assert by_version == ["1"] * 50 + ["2", "1"] * 25 + ["1"] * 50 + ["2"] * 50

    edited = office.show(f"{FORM}/{doors[53]}:p2022")["answers"]["road_hardening"]
    assert (edited["value"], edited["outcome"]) == ("oppose", "single")
    old = office.show(f"{FORM}/{doors[51]}:p2022")
    assert all(answer["flags"] == [] for answer in old["answers"].values())
    assert wang.show(old["id"])["answers"] == old["answers"]
    assert office.ask("records", "clashes") == []
    assert office.verify()["problems"] == []


def test_a_renamed_question_answered_by_both_versions_at_once_is_a_clash(
    office, grid, wang, li, tmp_path
):
    form, file = "household_file", tmp_path / "v2.json"
    data = json.loads((PACK / f"{form}.json").read_text("utf-8"))
    phone = next(each for each in data["questions"] if each["name"] == "phone")
    phone |= {"name": "telephone", "aliases": ["phone"]}
    file.write_text(json.dumps({**data, "version": "2"}), "utf-8")
    record = wang.new(form, grid.households[0], "dwelling_use=own", "phone=1")["id"]
    wang.sync()
    office.ask("forms", "import", file)
    office.ask("forms", "publish", form)
    li.sync()
    wang.edit(record, "phone=2")
    li.edit(record, "telephone=3")
    for tablet in (wang, li, wang):
        tablet.sync()
    for side in (office, li, wang):
        answer = side.show(record)["answers"]["telephone"]
        assert answer["outcome"] == "clash"
        assert {each["value"] for each in answer["values"]} == {"2", "3"}
    li.settle(record, "telephone", take=1)
    li.sync()
    wang.sync()
    assert wang.show(record)["answers"]["telephone"]["outcome"] == "single"


def test_a_form_on_trial_reaches_those_who_are_named_alone_and_is_never_counted(
    office, grid, wang, li, tmp_path
):
    form, door = "hazard_report", grid.households[0]
    answers = ("category=safety", "description=x")
    real = li.new(form, door, *answers)["id"]
    li.sync()
    office.ask("forms", "import", longer(form, tmp_path / "v2.json"))
    office.ask("forms", "trial", form, "--staff", wang.login)
    wang.sync()
    li.sync()
    tried = [each for each in wang.ask("forms") if each["trial_of"]]
    assert [(each["trial_of"], each["version"]) for each in tried] == [(form, "2")]
    assert not any(each["trial_of"] for each in li.ask("forms"))

    trial = wang.new(tried[0]["id"], door, *answers, "noise=none")["id"]
    wang.sync()
    li.sync()
    assert trial not in {each["id"] for each in li.ask("list")}
    assert office.show(trial)["answers"]["noise"]["value"] == "none"
    assert set(exported(office, tmp_path / "table.csv", form)) == {real}
    assert office.run("export", tried[0]["id"], "--format", "csv", "-o", "x.csv").exit_code == 1

    # What is tried without signal while the form is published is stored, and still not counted.
    late = wang.new(tried[0]["id"], grid.households[1], *answers, "noise=late")["id"]
    office.ask("forms", "publish", form)
    assert wang.sync()["refused"] == 0
    assert office.show(late)["answers"]["noise"]["value"] == "late"
    assert set(exported(office, tmp_path / "later.csv", form)) == {real}
    for tablet in (wang, li):
        tablet.sync()
        assert [each["version"] for each in tablet.ask("forms") if each["id"] == form] == ["2"]
        assert not any(each["trial_of"] for each in tablet.ask("forms"))


def test_a_record_begun_before_the_tablet_knew_of_the_stop_is_stored_and_flagged(
    office, grid, wang
):
    form = "household_file"
    before = wang.new(form, grid.households[0], "dwelling_use=own")["id"]
    wang.sync()
    office.ask("forms", "stop", form)
    late = wang.new(form, grid.households[1], "dwelling_use=own")["id"]
    assert wang.sync()["refused"] == 0
    told = office.show(late)["answers"]["_version"]["flags"]
    assert [flag["code"] for flag in told] == ["stopped"]
    assert office.show(before)["answers"]["_version"]["flags"] == []

    refused = wang.run("new", form, "--area", grid.households[2], "dwelling_use=own")
    assert refused.exit_code == 1
    assert "is stopped" in refused.complaint
    wang.edit(before, "dwelling_use=rented")
    assert wang.sync()["refused"] == 0
    office.ask("forms", "resume", form)
    wang.sync()
    wang.new(form, grid.households[2], "dwelling_use=own")
    assert office.show(late)["answers"]["_version"]["flags"] == []
