"""Answers known at a door: proposed with where they are from, written by whoever takes them."""

import json
from dataclasses import replace

import pytest

from schema.pack import load_pack
from schema.question import Kind
from tests.clients.conftest import UNIT
from tests.schema.referring import asked

HOUSE = f"{UNIT}/0301"


@pytest.fixture
def knowing(wang, clock):
    """A tablet with a form that asks again what the household's file has."""
    known = {form.id: form for form in load_pack("chongli").forms}
    opinion, file = known["renovation_opinion"], known["household_file"]
    call = replace(
        opinion,
        id="call",
        title={"zh-CN": "来电", "en": "Call"},
        key=("ulid",),
        questions=(
            asked("subject", "事由", "Subject"),
            asked(
                "use",
                "住房",
                "Dwelling",
                Kind.select_one,
                choices=file.question("dwelling_use").choices,
                prefill="household_file.dwelling_use",
            ),
            asked(
                "phone",
                "电话",
                "Phone",
                prefill="household_file.phone",
                read_only="${subject} != ''",
                sensitive=True,
            ),
        ),
    )
    wang.download(forms=[form.to_json() for form in (opinion, file, call)])
    clock.set(hour=9)
    choice = file.question("dwelling_use").choices[1].name
    wang.ok("new", "household_file", "--area", HOUSE, f"dwelling_use={choice}", "phone=13900000000")
    clock.set(hour=10)
    return wang


def test_what_is_known_is_proposed_and_written_when_somebody_finishes_with_it(knowing):
    made = knowing.ok("new", "call", "--area", HOUSE, "subject=漏水", "--draft").splitlines()
    proposed = next(line for line in made if line.startswith("已知"))
    assert proposed.startswith("已知  住房：")
    assert proposed.endswith("（一户一档，我 今天 09:00）")
    take = next(line for line in made if line.startswith("核对后采用")).split()[1:]
    record = json.loads(knowing.ok("list", "call", "--json"))[0]["id"]
    assert "use" not in document(knowing, record)["answers"]
    assert document(knowing, record)["known"]["use"]["record"] == f"household_file/{HOUSE}"
    assert proposed in knowing.ok("show", record).splitlines()
    knowing.ok(*take)
    answer = document(knowing, record)["answers"]["use"]
    assert [answer["value"]] == [each["value"] for each in answer["values"]]
    assert answer["values"][0]["staff"] == knowing.staff
    assert "known" not in document(knowing, record)


def document(home, record):
    return json.loads(home.ok("show", record, "--json"))


def test_what_is_only_shown_is_proposed_to_nobody(knowing):
    made = json.loads(
        knowing.ok("new", "call", "--area", HOUSE, "subject=漏水", "--draft", "--json")
    )
    assert known_of(knowing, made["id"]) == {"use"}
    knowing.ok("finish", made["id"], "--known")
    made = json.loads(knowing.ok("new", "call", "--area", HOUSE, "--draft", "--json"))
    assert known_of(knowing, made["id"]) == {"use", "phone"}


def known_of(home, record):
    return document(home, record)["known"].keys()


def test_without_being_told_to_nobody_takes_it_over(knowing):
    made = json.loads(knowing.ok("new", "call", "--area", HOUSE, "subject=漏水", "--json"))
    assert "use" not in made["answers"]
    taken = knowing.ok("new", "call", "--area", HOUSE, "subject=漏水", "--known")
    assert "已采用  住房：" in taken
    made = json.loads(knowing.ok("new", "call", "--area", HOUSE, "use=", "--known", "--json"))
    assert made["answers"]["use"]["value"] is None


def test_at_another_door_and_where_two_differ_nothing_is_proposed(knowing, li, clock):
    neighbour = json.loads(
        knowing.ok("new", "call", "--area", f"{UNIT}/0302", "subject=x", "--known", "--json")
    )
    assert "use" not in neighbour["answers"]
    li.ok("new", "household_file", "--area", HOUSE, "dwelling_use=vacant", "--draft")
    for home in (knowing, li, knowing):
        home.sync()
    made = json.loads(knowing.ok("new", "call", "--area", HOUSE, "--known", "--json"))
    assert "use" not in made["answers"]
