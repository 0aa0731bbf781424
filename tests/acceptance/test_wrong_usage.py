"""What was typed wrongly, and what cannot be done now: one line says what is nearest or next."""

import contextlib
import socket

import pytest

from tests.acceptance.commands import run
from tests.acceptance.district import Office

pytestmark = pytest.mark.acceptance

FORM = "renovation_opinion"


@pytest.fixture
def town_without_server(founded, tmp_path):
    return Office(founded, tmp_path)


def test_an_unknown_name_on_the_tablet_is_answered_with_the_nearest(grid, wang):
    household = grid.households[0]
    record = wang.new(FORM, household, "road=support")["id"]
    mistaken = {
        ("new", "renovation_opinon", "--area", household): f"{FORM}, renovation_project",
        ("new", FORM, "--area", grid.households[1], "raod=support"): "road",
        ("edit", record, "parking_space=1"): "parking_spaces",
        ("settle", record, "facad", "--take", 1): "facade",
        ("forms", "hazard"): "hazard_report",
        ("list", "household"): "household_file",
    }
    for words, nearest in mistaken.items():
        refused = wang.run(*words, "--json")
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert f"Nearest: {nearest}." in refused.complaint
    assert wang.run("forms", "hazard", lang="zh-CN").complaint == (
        "错误：没有表单“hazard”。最接近的：hazard_report。全部：doorstep-tablet forms"
    )
    assert wang.status()["outbox"]["waiting"] == 1


def test_an_answer_that_is_none_is_explained_and_nothing_is_kept(grid, wang):
    refused = wang.run("new", FORM, "--area", grid.households[0], "road=suport")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "support" in refused.stderr
    broken = wang.run("new", FORM, "--area", grid.households[0], "parking_spaces=9", lang="zh-CN")
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "停车位：超出0–2" in broken.stderr
    assert wang.ask("list") == []


def test_an_unknown_name_at_the_office_is_answered_with_the_nearest(town_without_server):
    mistaken = {
        ("forms", "show", "renovation_opinon"): FORM,
        ("records", "list", "hazard_reprot"): "hazard_report",
        ("areas", "list", "130709/100/0001"): "130709/100/001",
        ("devices", "code", "--staff", "distrcit"): "district",
    }
    for words, nearest in mistaken.items():
        refused = town_without_server.run(*words, "--lang", "en", "--json")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert nearest in refused.complaint.partition("Nearest: ")[2]


def test_a_question_that_a_record_does_not_have_cannot_be_settled(office, grid, wang):
    record = wang.new(FORM, grid.households[0], "road=support")["id"]
    wang.sync()
    words = ("records", "settle", record, "raod", "--value", "support", "--lang", "en")
    refused = office.run(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "raod" in refused.complaint
    assert "road" in refused.complaint.partition("Nearest: ")[2]


def test_a_second_server_on_a_directory_is_refused_and_the_first_serves_on(office):
    pid = office.server.pid
    for lang, words in (("en", "Another process works in"), ("zh-CN", "另一个程序正在使用")):
        refused = office.run("serve", "--port", 0, "--json", "--lang", lang)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert words in refused.complaint
        assert str(office.data) in refused.complaint
    assert office.server.pid == pid
    assert office.ask("staff", "list")


def test_a_port_in_use_is_named(town_without_server):
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        refused = town_without_server.run("serve", "--port", port, "--json", "--lang", "en")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"Port {port} on 127.0.0.1 is in use" in refused.complaint
    assert "--port" in refused.complaint.partition("in use")[2]


def test_a_directory_that_is_none_and_a_home_that_is_none_say_what_to_run(tmp_path):
    nowhere = tmp_path / "nowhere"
    refused = run("doorstep", "staff", "list", "--data", nowhere, "--lang", "en")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"doorstep init --data {nowhere}" in refused.complaint
    refused = run("doorstep-tablet", "list", "--home", nowhere, "--lang", "en")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "doorstep-tablet enroll" in refused.complaint
    assert not nowhere.exists()
