"""Records of a restricted form: who opens them stands in the audit, and nobody else finds them."""

import contextlib
import re
import sqlite3
from dataclasses import replace

import pytest

from schema.area import AreaId
from schema.grant import Grant, Role
from schema.pack import load_pack
from server.errors import DiskFull
from server.people import forms, grants
from tests.server.town import COMMUNITY, UNIT

CARE = f"care_file/{UNIT}/0301"
PEN = "需要每周探望"


@pytest.fixture
def written(written):
    """One record of a form that only a grant naming it opens; min has such a grant."""
    opinion = next(form for form in load_pack("chongli").forms if form.id == "renovation_opinion")
    care = replace(opinion, id="care_file", key=(), restricted=True)
    forms.publish(written.connection, [care], 0)
    given = Grant(area=AreaId(COMMUNITY), role=Role.community, form="care_file")
    grants.give(written.connection, written.id_of("min"), [given])
    written.write(CARE, "fang", {"opinion": PEN, "_status": "finished"})
    return written


def reads(station):
    with contextlib.closing(sqlite3.connect(station.data / "log.db")) as log:
        rows = log.execute("SELECT actor, subject FROM audit WHERE act = 'records.read'")
        return list(rows)


def test_reading_a_restricted_record_is_in_the_audit_once_a_day(browser, station):
    visitor = browser("min")
    for _ in range(3):
        assert PEN in visitor.page(f"/records/{CARE}")
    assert reads(station) == [(station.directory.by_login["min"].id, CARE)]


def test_reading_it_by_a_page_that_somebody_else_opened_is_in_the_audit_too(browser, station):
    min_, hong = (station.directory.by_login[login].id for login in ("min", "hong"))
    given = Grant(area=AreaId(COMMUNITY), role=Role.community, form="care_file")
    station.change(lambda connection: grants.give(connection, hong, [given]))
    seen = re.search(r'name="seen" value="([^"]*)"', browser("min").page(f"/correct/{CARE}"))[1]
    answer = browser("hong").send_form(f"/correct/{CARE}", press="check", seen=seen)
    assert (answer.status_code, PEN in answer.text) == (200, True)
    assert reads(station) == [(min_, CARE), (hong, CARE)]


def test_finding_it_in_a_list_is_in_the_audit_too(browser, station):
    assert "0301" in browser("min").page(f"/records?q={PEN}")
    assert reads(station) == [(station.directory.by_login["min"].id, CARE)]


def test_reading_what_is_open_to_all_of_the_grid_is_not(browser, station):
    visitor = browser("fang")
    for path in ("/", "/records", "/clashes"):
        visitor.page(path)
    assert reads(station) == []


def test_without_a_grant_that_names_the_form_it_is_not_there(browser, station):
    for login in ("fang", "auditor", "hong"):
        finds_nothing(browser(login))
    assert reads(station) == []


def finds_nothing(visitor):
    assert PEN not in visitor.page(f"/records/{CARE}", 404)
    assert "care_file" not in visitor.page(f"/records?q={PEN}")
    assert "没有这样的筛选条件" in visitor.page("/records?form=care_file", 400)
    assert visitor.send_form("/reveal", record=CARE, question="opinion").status_code == 404
    assert visitor.send_form("/approve", record=CARE, upto="9").status_code == 404


def test_where_it_cannot_be_written_down_who_reads_nothing_is_shown(request, station, monkeypatch):
    write = station.change

    def full(act):
        if act.__module__ == "server.people.reads":
            raise DiskFull(data="log.db")
        return write(act)

    monkeypatch.setattr(station, "change", full)
    visitor = request.getfixturevalue("browser")("min")
    for path in (f"/records/{CARE}", f"/records?q={PEN}"):
        assert PEN not in visitor.page(path, 503)
