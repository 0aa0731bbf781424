"""Characters that nobody sees: drawn as a mark on every page, sent back as they were written."""

import html
import re
import sys
import unicodedata
from urllib.parse import quote, urlencode

import pytest

from schema.form import Form
from schema.grant import Role
from server.pages.unseen import drawn, sent
from server.people import forms
from tests.server.pages.conftest import HOUSEHOLD
from tests.server.town import GRID, OPINION, UNIT

UNSEEN = "".join(
    chr(code)
    for code in range(sys.maxunicode + 1)
    if unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp") and chr(code) not in "\t\n\r"
)
NAME = "<i>李\u202e四\u2066</i>"
OPINION_TEXT = "停车\u202e位\u200b不\ufeff够\x07"
LABEL = "意见\u202e栏"
PLACE = "和\u2067平小区"
DOOR = f"{UNIT}/+03\u202e01"
UNLISTED = f"renovation_opinion/{DOOR}:p2022"
CARE = f"care/{UNIT}/0301:甲\u200d乙"


@pytest.fixture
def turned(written, browser_of):
    """A town in which names, labels, places, answers and ids hold such characters."""
    written.connection.execute("UPDATE areas SET name = ? WHERE id = ?", (PLACE, f"{GRID}/x03"))
    care = {
        "id": "care",
        "version": "1",
        "title": {"zh-CN": f"关爱{LABEL}", "en": f"Care {LABEL}"},
        "key": ["who"],
        "areas": ["household"],
        "questions": [
            {
                "name": "who",
                "kind": "text",
                "required": True,
                "label": {"zh-CN": LABEL, "en": LABEL},
            },
            {"name": "tag", "kind": "text", "label": {"zh-CN": LABEL, "en": LABEL}},
        ],
    }
    forms.publish(written.connection, [Form.from_json(care)], 0)
    written.add("turned", "李四", Role.grid_member, GRID)
    written.add("office", "李四", Role.district, "130709")
    written.connection.execute("UPDATE staff SET name = ? WHERE name = '李四'", (NAME,))
    written.write(CARE, "turned", {"tag": OPINION_TEXT})
    written.write(CARE, "qiang", {"tag": OPINION_TEXT * 2}, remark=OPINION_TEXT)
    written.write(OPINION, "turned", {"opinion": OPINION_TEXT, "_status": "finished"})
    written.write(OPINION, "qiang", {"opinion": OPINION_TEXT * 2, "_return.opinion": OPINION_TEXT})
    written.write(UNLISTED, "turned", {"opinion": OPINION_TEXT})
    written.write(HOUSEHOLD, "turned", {"members[0a1b2c].name": NAME})
    return browser_of(written)


PAGES = {
    "min": (
        "/",
        "/records",
        f"/records?q={quote(NAME)}",
        *(f"/records/{quote(record)}" for record in (CARE, OPINION, UNLISTED, HOUSEHOLD)),
        "/clashes",
        f"/households?form=renovation_opinion&area={GRID}",
        "/silent",
        "/devices",
        "/quarantine",
        "/staff",
        "/areas",
        f"/areas/{GRID}/x03",
        "/forms",
        "/forms/care",
    ),
    "office": (
        "/exports",
        f"/areas/adopt?{urlencode({'unlisted': DOOR, 'household': f'{UNIT}/0301'})}",
    ),
    "root": (f"/staff/codes?area={GRID}",),
    "auditor": ("/audit", f"/audit?q={quote(NAME)}"),
}


def test_no_page_holds_a_character_that_nobody_sees(turned):
    visitors = {login: turned(login) for login in PAGES}
    pages = [visitors[login].page(path) for login, paths in PAGES.items() for path in paths]
    pages.append(visitors["min"].page(f"/nothing/{quote(NAME)}", 404))
    assert [page for page in pages if set(page).intersection(UNSEEN)] == []
    for written in (NAME, OPINION_TEXT, LABEL, PLACE, "03\u202e01"):
        marked = "".join("\ufffd" if each in UNSEEN else each for each in written)
        assert html.escape(marked) in " ".join(pages)


def test_a_field_sends_back_what_was_written(turned):
    page = turned("min").page(f"/records/{quote(CARE)}")
    records = re.findall(r'name="record" value="([^"]+)"', page)
    assert records
    assert {html.unescape(found) for found in records} == {CARE}
    page = turned("min").page(f"/records?q={quote(NAME)}")
    assert html.unescape(re.search(r'name="q"[^>]* value="([^"]+)"', page)[1]) == NAME


def test_a_record_whose_id_has_such_a_character_is_settled_by_what_its_page_sends(turned):
    visitor = turned("min")
    page = visitor.page(f"/records/{quote(CARE)}")
    taken = re.search(r'name="take" value="(\d+)"', page)[1]
    fields = {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]+)"', page)[1])
        for name in ("record", "question", "saw", "back")
    }
    answer = visitor.send_form("/settle", **fields, take=taken)
    assert answer.status_code == 200
    assert "done=settled" in str(answer.url)


def test_exactly_the_characters_that_nobody_sees_are_drawn_as_a_mark():
    assert drawn(UNSEEN) == "\ufffd" * len(UNSEEN)
    seen = "".join(
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Zl", "Zp", "Cn", "Cs")
    )
    assert drawn(seen) == seen
    assert drawn("一\t二\r\n三") == "一\t二\r\n三"


def test_what_is_sent_is_escaped_and_holds_no_such_character():
    assert sent('"<i>\u202e&') == "&#34;&lt;i&gt;&#8238;&amp;"
    assert not set(sent(UNSEEN)).intersection(UNSEEN)
