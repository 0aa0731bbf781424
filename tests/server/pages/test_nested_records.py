"""The page of a record with groups, rows within rows, places, files and words between questions."""

import re

import pytest

from schema.form import Form
from server.people import forms
from tests.server.town import UNIT

HOUSE = f"visit/{UNIT}/0301"


def _asked(name, kind="text", label="", **more):
    said = {"zh-CN": label, "en": f"{label} en"} if label else {}
    return {"name": name, "kind": kind, "label": said, **more}


FORM = {
    "id": "visit",
    "version": "1",
    "title": {"zh-CN": "走访", "en": "Visit"},
    "key": [],
    "areas": ["household"],
    "questions": [
        _asked("hello", "note", "请说明来意"),
        _asked("began", "start"),
        _asked(
            "home",
            "group",
            "住房",
            questions=[
                _asked("use", label="用途", relevant="${remark} != '不问用途'"),
                _asked("lease", "group", "租约", questions=[_asked("until", "date", "到期")]),
                _asked("rooms", "integer", "间数"),
            ],
        ),
        _asked("outside", "group", "没人填", questions=[_asked("tree", label="树")]),
        _asked("spot", "geopoint", "位置"),
        _asked("photo", "image", "门牌照片"),
        _asked("read", "acknowledge", "已读过"),
        _asked("at", "dateTime", "约定"),
        _asked(
            "members",
            "repeat",
            "成员 ${name}",
            questions=[
                _asked("name", label="姓名"),
                _asked("phone", label="${name}的电话", sensitive=True),
                _asked("called", label="已拨打${phone}"),
                _asked("visits", "repeat", "来访", questions=[_asked("day", "date", "日期")]),
            ],
        ),
        _asked("remark", label="关于${use}的备注"),
        _asked(
            "owned",
            "select_one",
            "是否自住",
            calculation="if(${use} = '自住', 'yes', '')",
            choices=[{"name": "yes", "label": {"zh-CN": "自有自住", "en": "Owned"}}],
        ),
    ],
}
ANSWERS = {
    "began": "2026-06-12T08:30:15+08:00",
    "use": "自住",
    "until": "2027-01-31",
    "rooms": 3,
    "spot": [40.974681, 115.281702, 862.4, 4.6],
    "photo": "IMG_0012.jpg",
    "read": "OK",
    "at": "2026-06-12T00:30:00+00:00",
    "members[aaaaaa].name": "张伟",
    "members[aaaaaa].phone": "13800001234",
    "members[aaaaaa].called": "是",
    "members[aaaaaa].visits[bbbbbb].day": "2026-06-01",
    "members[aaaaaa].visits[cccccc].day": "2026-06-02",
    "members[dddddd].name": "张小",
    "remark": "好",
}


@pytest.fixture
def page_of(town, browser_of):
    """The record's page, once more was written into it."""
    with town.connection:
        forms.publish(town.connection, [Form.from_json(FORM)], 1)
    town.write(HOUSE, "fang", ANSWERS)

    def shown(**more):
        town.write(HOUSE, "qiang", more or {"_status": "finished"})
        return browser_of(town)("min").page(f"/records/{HOUSE}")

    return shown


def outline(page):
    """Headings by level and labels with their answers, in the order of the page."""
    answers = page[page.index('class="answers"') : page.index('class="history"')]
    found = re.findall(
        r"<h([3-6])><bdi>(.*?)</bdi>|<dt>(.*?)</dt>|<p class=\"says\"><bdi>(.*?)</bdi>", answers
    )
    return [(level + title) if level else (label or said) for level, title, label, said in found]


def test_groups_are_headings_and_rows_stand_inside_their_row(page_of):
    assert [
        *("3住房", "用途", "自住"),
        *("4租约", "到期", "2027年1月31日"),
        *("间数", "3"),
        *("位置", "40.97468, 115.28170 · 海拔862米 · 误差5米以内"),
        *("门牌照片", "IMG_0012.jpg", "已读过", "已确认", "约定", "2026年6月12日 08:30"),
        *("3成员 张伟 1", "姓名", "张伟", "张伟的电话", "138••••1234"),
        *("已拨打138••••1234", "是"),
        *("4来访 1", "日期", "2026年6月1日", "4来访 2", "日期", "2026年6月2日"),
        *("3成员 张小 2", "姓名", "张小"),
        *("关于自住的备注", "好", "是否自住", "自有自住"),
    ] == outline(page_of())


def test_what_nobody_is_asked_is_neither_an_answer_nor_missed(page_of):
    page = page_of()
    for words in ("请说明来意", "没人填"):
        assert words not in page[page.index('class="answers"') : page.index('class="history"')]
    assert "08:30:15" not in page
    assert "<span></span>" not in page
    assert "未填： 树" in page


def test_a_clash_in_a_row_within_a_row_says_in_which(page_of):
    page = page_of(**{"members[aaaaaa].visits[bbbbbb].day": "2026-06-05"})
    assert "<h2>成员 张伟 1 · 来访 1 · 日期</h2>" in page


def test_an_answer_that_is_not_asked_any_more_is_in_no_label(page_of):
    page = page_of(remark="不问用途")
    assert "关于“用途”的备注" in page


def test_of_a_place_that_two_measured_the_latest_stands(page_of):
    page = page_of(spot=[40.9, 115.2])
    assert "40.90000, 115.20000" in page
    assert 'class="clash"' not in page


def test_of_a_clash_of_moments_one_is_taken_and_none_typed(page_of):
    page = page_of(at="2026-06-13T00:30:00+00:00")
    clash = page[page.index('class="clash"') : page.index('class="answers"')]
    assert 2 == clash.count('name="take"')
    assert 'name="value"' not in clash


def test_what_is_worked_out_is_said_in_its_words_and_returned_to_nobody(page_of):
    page = page_of()
    returned = set(re.findall(r'name="why\.([a-z]+)"', page))
    assert ("remark" in returned, "owned" in returned) == (True, False), returned
