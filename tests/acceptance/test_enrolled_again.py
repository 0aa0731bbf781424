"""A home that is enrolled again keeps everything, and all of it arrives, whoever holds it now."""

import shutil

import pytest

from tests.acceptance.counting import held, stored, written
from tests.acceptance.district import Office, found

pytestmark = pytest.mark.acceptance


def day(grid, tablet):
    """One record that is delivered, an edit of it and another record that are not."""
    tablet.new("renovation_opinion", grid.households[0], "road=support")
    tablet.sync()
    tablet.batch(
        ("edit", grid.opinion(0), "opinion=还没送出"),
        ("new", "renovation_opinion", "--area", grid.households[1], "road=oppose"),
    )
    return written(tablet.home)


def again(tablet, office, login=None, **options):
    """Enrolled again in the same home, with a fresh code of this person."""
    code = office.ask("devices", "code", "--staff", login or tablet.login)["code"]
    return tablet.run("enroll", office.server.url, code, **options)


def all_safe(status):
    return status["outbox"] == {"waiting": 0, "refused": 0, "oldest_ms": None}


def test_after_a_revocation_the_same_person_delivers_what_was_typed(office, grid, wang):
    mine = day(grid, wang)
    device = wang.status()["device"]
    office.ask("devices", "revoke", device)
    assert wang.run("sync").exit_code == 3
    assert not mine <= stored(office.data)

    assert again(wang, office).exit_code == 0

    status = wang.status()
    assert (status["device"] != device, status["standing"]) == (True, "known")
    assert all_safe(status)
    assert written(wang.home) == mine <= stored(office.data)
    assert office.ask("quarantine", "list", "--device", device) == [], "its author brought it"


def test_after_a_revocation_another_person_brings_what_the_first_typed_and_a_supervisor_accepts(
    office, grid, wang
):
    mine = day(grid, wang)
    delivered = stored(office.data) & mine
    office.ask("devices", "revoke", wang.status()["device"])

    assert again(wang, office, grid.members[1]).exit_code == 0

    assert written(wang.home) == held(wang.home) == mine
    device = wang.status()["device"]
    kept = office.ask("quarantine", "list", "--device", device)
    assert [entry["reason"] for entry in kept] == ["other_author"] * 2
    assert stored(office.data) & mine == delivered
    office.ask("quarantine", "accept", "--device", device)
    wang.edit(grid.opinion(0), "facade=oppose")
    assert wang.sync()["refused"] == 0, "the new person goes on with it"
    assert written(wang.home) <= stored(office.data)
    (value,) = office.show(grid.opinion(0))["answers"]["opinion"]["values"]
    assert value["staff"] == office.staff[wang.login]["id"]


def test_handed_over_it_delivers_both_people_s_work_under_their_names_and_changes_grids(
    office, grid, next_grid, wang
):
    mine = day(grid, wang)
    device = wang.status()["device"]
    other = next_grid()

    assert again(wang, office, other.members[0]).exit_code == 0

    status = wang.status()
    assert (status["device"], status["staff"]) == (device, office.staff[other.members[0]]["id"])
    assert mine <= stored(office.data), "the first person's work is safe"
    (value,) = office.show(grid.opinion(0))["answers"]["opinion"]["values"]
    assert value["staff"] == office.staff[wang.login]["id"]
    assert held(wang.home) == set(), "and no longer here: the second has another grid"
    assert list(status["scopes"]) == [other.id]
    wang.new("renovation_opinion", other.households[0], "road=support")
    assert wang.sync()["stored"] == 1
    listed = {each["id"]: each for each in office.ask("devices", "list")}
    people = {office.staff[login]["id"] for login in (wang.login, other.members[0])}
    assert set(listed[device]["assigned"]) == people


def test_a_server_put_back_to_before_the_enrolment_gets_everything_after_a_new_code(
    own_office, grid, enrolled, tmp_path
):
    office = own_office
    office.server.start()
    office.server.stop()
    shutil.copytree(office.data, tmp_path / "yesterday")
    office.server.start()
    wang = enrolled(office, grid.members[0])
    mine = day(grid, wang)
    office.server.stop()
    shutil.rmtree(office.data)
    shutil.copytree(tmp_path / "yesterday", office.data)
    office.server.start()

    refused = wang.run("sync", lang="zh-CN")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.complaint == (
        "服务器不认识这台平板。请向社区要开通码，重新开通；本机内容不会丢。2处改动都在本机，不会丢。"
    )
    assert held(wang.home) == mine
    assert wang.status()["standing"] == "unknown"
    status = wang.say("status")
    assert "⚠ 服务器不认识这台平板，要重新开通；本机内容都在" in status
    assert status[-1] == "下一步：向社区要开通码，再运行 doorstep-tablet enroll 网址 开通码"

    assert again(wang, office).exit_code == 0

    assert wang.status()["standing"] == "known"
    assert all_safe(wang.status())
    assert written(wang.home) == mine == stored(office.data)


def test_a_code_that_is_used_up_and_an_answer_that_is_lost_change_nothing_at_home(
    office, grid, wang, li
):
    mine = day(grid, wang)
    before = wang.status()
    used = office.ask("devices", "code", "--staff", wang.login)["code"]
    li.ask("enroll", office.server.url, used)

    refused = wang.run("enroll", office.server.url, used, lang="zh-CN")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.complaint == ("错误：没有开通：开通码不对、已用过或已过期。请向社区要一个新的。")
    code = office.ask("devices", "code", "--staff", wang.login)["code"]
    lost = wang.run("enroll", office.server.url, code, launcher=("deaf_tablet.py",))
    assert (lost.exit_code, lost.stdout) == (1, "")
    assert wang.status() == before

    assert wang.run("enroll", office.server.url, code).exit_code == 0, "the code is not spent"
    assert wang.status()["device"] == before["device"]
    assert written(wang.home) == mine <= stored(office.data)


def test_a_server_of_another_district_gets_nothing_and_an_address_that_has_changed_gets_all(
    office, grid, wang, tmp_path
):
    mine = day(grid, wang)
    before = wang.status()
    stranger = Office(found(tmp_path / "elsewhere"), tmp_path)
    try:
        stranger.server.start()
        for lang, sentence in {"zh-CN": "不认识这台平板", "en": "so nothing was changed"}.items():
            refused = again(wang, stranger, lang=lang)
            assert (refused.exit_code, refused.stdout) == (1, "")
            assert sentence in refused.complaint
        assert stranger.ask("quarantine", "list") == []
        assert stored(stranger.data) == set()
    finally:
        stranger.server.kill()
    assert wang.status() == before

    code = office.ask("devices", "code", "--staff", wang.login)["code"]
    renamed = office.server.url.replace("127.0.0.1", "localhost")
    assert wang.run("enroll", renamed, code).exit_code == 0
    status = wang.status()
    assert (status["server"], status["device"]) == (renamed, before["device"])
    assert written(wang.home) == mine <= stored(office.data)
