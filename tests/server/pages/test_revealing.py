"""A sensitive answer is seen in full by those who ask, once, and the audit says who did."""

import contextlib
import html
import json
import re
import sqlite3

from schema.record_id import RecordId
from server.errors import DiskFull
from server.people.audit import first_broken
from server.views.asking import Filter, Sight
from tests.server.pages.conftest import HOUSEHOLD
from tests.server.town import OPINION

PHONE = "13800001234"
OTHER = "13900005678"


def audited(station):
    """Who did what to what, in order."""
    with contextlib.closing(sqlite3.connect(station.data / "log.db")) as log:
        assert first_broken(log) is None
        rows = log.execute("SELECT actor, act, subject, detail FROM audit ORDER BY n").fetchall()
    return [(actor, act, subject, json.loads(detail)) for actor, act, subject, detail in rows]


def revealed(station):
    return [row for row in audited(station) if row[1] == "records.reveal"]


def shown_button(page):
    form = re.search(r'<form class="reveal".*?</form>', page, re.DOTALL)[0]
    fields = re.findall(r'name="(record|question|back)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields}


def test_whoever_asks_sees_the_answer_and_it_is_in_the_audit(browser, station):
    visitor = browser("min")
    page = visitor.page(f"/records/{HOUSEHOLD}")
    assert PHONE not in page
    answer = visitor.send_form("/reveal", **shown_button(page))
    assert PHONE in answer.text
    assert "已留下记录" in answer.text
    person = station.directory.by_login["min"].id
    assert revealed(station) == [(person, "records.reveal", HOUSEHOLD, {"question": "phone"})]


def test_it_is_shown_once_and_hidden_on_the_page_that_follows(browser, station):
    visitor = browser("min")
    visitor.send_form("/reveal", record=HOUSEHOLD, question="phone")
    assert PHONE not in visitor.page(f"/records/{HOUSEHOLD}")
    visitor.send_form("/reveal", record=HOUSEHOLD, question="phone")
    assert len(revealed(station)) == 2


def test_what_is_not_theirs_or_not_hidden_is_not_revealed(browser, station):
    for login, record, question in (
        ("hong", HOUSEHOLD, "phone"),
        ("root", HOUSEHOLD, "phone"),
        ("min", HOUSEHOLD, "nothing"),
        ("min", OPINION, "road"),
        ("min", HOUSEHOLD.replace("0301", "9"), "phone"),
        ("min", "nonsense", "phone"),
    ):
        answer = browser(login).send_form("/reveal", record=record, question=question)
        assert answer.status_code == 404
        assert PHONE not in answer.text
    assert revealed(station) == []


def test_it_is_not_revealed_by_an_address_that_somebody_sent(browser, station):
    page = browser("min").page(f"/reveal?record={HOUSEHOLD}&question=phone", 404)
    assert PHONE not in page
    assert revealed(station) == []


def test_a_clash_of_sensitive_answers_is_masked_and_settled_where_it_is_revealed(browser, station):
    qiang = station.directory.by_login["qiang"].id
    station.record_change(RecordId.parse(HOUSEHOLD), qiang, [("phone", OTHER, ())])
    station.wait_for_views(60.0)
    visitor = browser("min")
    for path in ("/clashes?form=household_file", f"/records/{HOUSEHOLD}"):
        page = visitor.page(path)
        assert PHONE not in page
        assert OTHER not in page
        assert 'name="take"' not in page
        assert "请先查看完整内容再选定" in page
    answer = visitor.send_form("/reveal", **shown_button(page))
    assert PHONE in answer.text
    assert OTHER in answer.text
    fields = {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.text)[1])
        for name in ("record", "question", "saw", "take")
    }
    visitor.send_form("/settle", **fields)
    station.wait_for_views(60.0)
    assert "phone" not in [
        clash.question
        for clash in station.views.clashes(
            Filter(), Sight(permit=None, tree=station.directory.tree)
        )
    ]


def test_where_it_cannot_be_written_down_who_looked_nothing_is_shown(browser, station, monkeypatch):
    def full(_):
        raise DiskFull(data="log.db")

    visitor = browser("min")
    token = visitor.token()
    monkeypatch.setattr(station, "change", full)
    answer = visitor.send_form("/reveal", record=HOUSEHOLD, question="phone", token=token)
    assert answer.status_code == 503
    assert PHONE not in answer.text
