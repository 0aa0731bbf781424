"""From child to parent and back on pages, by references that the views keep."""

import html
import re
from dataclasses import replace

import pytest

from server.people import forms
from tests.schema.referring import referring_forms
from tests.server.town import COMMUNITY, GRID, NEXT_DOOR, OPINION, OTHER_GRID

PROJECT = f"renovation_project/{GRID}/x03:p2022"
MEETING = f"meeting/{COMMUNITY}:01JD00000000000000000000M1"
TASK = f"joint_task/{GRID}/x03:01JD00000000000000000000T1"
FOREIGN = f"joint_task/{OTHER_GRID}/x01:01JD00000000000000000000T2"


@pytest.fixture
def written(written):
    """Opinions were folded before their project had a form; meetings have tasks in two grids."""
    known = {form.id: form for form in referring_forms()}
    opinion = replace(known["renovation_opinion"], version="2")
    forms.publish(written.connection, [opinion], 0)
    written.fold()
    new = [known[name] for name in ("renovation_project", "meeting", "joint_task")]
    forms.publish(written.connection, new, 0)
    written.write(PROJECT, "fang", {"works": "道路硬化与绿化", "_status": "finished"})
    written.write(MEETING, "min", {"topic": "停车位", "minutes": "不外传", "_status": "finished"})
    written.write(TASK, "fang", {"task": "画线", "meeting": MEETING, "_status": "finished"})
    written.write(FOREIGN, "hong", {"task": "立牌", "meeting": MEETING})
    return written


def links(page, part):
    """Where a part of a page leads, and what it says."""
    found = re.search(rf'<(section|p) class="{part}">(.*?)</\1>', page, re.DOTALL)
    if found is None:
        return []
    pairs = re.findall(r'<a href="([^"]+)">(.*?)</a>', found[2], re.DOTALL)
    return [(html.unescape(to), html.unescape(re.sub("<[^>]+>", "", said))) for to, said in pairs]


def test_an_opinion_leads_to_its_project_and_the_project_to_its_opinions(browser):
    visitor = browser("min")
    said = "改造工程（p2022） · 和平小区"
    assert links(visitor.page(f"/records/{OPINION}"), "parent") == [(f"/records/{PROJECT}", said)]
    page = visitor.page(f"/records/{PROJECT}")
    assert {to for to, _ in links(page, "children")} == {
        f"/records/{OPINION}",
        f"/records/{NEXT_DOOR}",
    }
    assert "引用这份记录的有2份" in page
    listed = visitor.page(f"/records?refers={PROJECT}")
    assert "引用改造工程（p2022） · 和平小区" in listed
    assert set(re.findall(r'<a href="/records/(renovation_opinion/[^"]+)">', listed)) == {
        OPINION,
        NEXT_DOOR,
    }


def test_a_task_says_its_meeting_by_its_topic_and_never_by_what_is_sensitive(browser):
    page = browser("min").page(f"/records/{TASK}")
    assert f'<a href="/records/{MEETING}"><bdi>联席会议 · 长青路社区 · 停车位</bdi></a>' in page
    assert "不外传" not in page
    assert "01JD" not in re.sub("<[^>]+>", "", page)


def test_a_record_is_called_by_what_is_still_asked_like_in_every_list(written, browser_of):
    (form,) = (form for form in referring_forms() if form.id == "meeting")
    topic, minutes = form.questions
    asked = (replace(topic, relevant="${minutes} = 'yes'"), minutes, replace(topic, name="place"))
    forms.publish(written.connection, [replace(form, version="2", questions=asked)], 1)
    written.write(MEETING, "min", {"place": "活动室"})
    page = browser_of(written)("min").page(f"/records/{TASK}")
    assert f'<a href="/records/{MEETING}"><bdi>联席会议 · 长青路社区 · 活动室</bdi></a>' in page


def test_a_sensitive_answer_names_nothing(written, browser_of):
    (form,) = (form for form in referring_forms() if form.id == "joint_task")
    questions = [replace(each, sensitive=each.name == "meeting") for each in form.questions]
    secret = replace(form, version="2", questions=tuple(questions))
    forms.publish(written.connection, [secret], 1)
    browser = browser_of(written)
    page = browser("min").page(f"/records/{TASK}")
    assert 'class="reveal"' in page
    assert MEETING not in page
    assert links(browser("min").page(f"/records/{MEETING}"), "children") == []


def test_what_is_left_to_do_stands_at_the_place_that_it_comes_of(written, request):
    written.write(TASK, "fang", {"stage": "new", "due": "2026-06-01"})
    done = f"joint_task/{GRID}/x03:01JD00000000000000000000T3"
    written.write(done, "fang", {"task": "清理", "stage": "done", "meeting": MEETING})
    page = request.getfixturevalue("browser")("min").page(f"/glance/{COMMUNITY}")
    found = re.search(r'<section class="to-do">(.*?)</section>', page, re.DOTALL)[1]
    assert re.findall(r"<bdi>(.*?)</bdi>", found) == [
        "任务清单 · 和平小区 · 画线",
        "任务清单 · 裕兴小区 · 立牌",
    ]
    assert [found.count(said) for said in ("待办理", "逾期")] == [1, 1]


def test_what_the_visitor_may_not_read_is_no_link_and_counts_for_nothing(browser):
    page = browser("fang").page(f"/records/{TASK}")
    assert f'href="/records/{MEETING}"' not in page
    assert "停车位" not in page
    browser("fang").page(f"/records?refers={MEETING}", 400)
    tasks = links(browser("min").page(f"/records/{MEETING}"), "children")
    assert {to for to, _ in tasks} == {f"/records/{TASK}", f"/records/{FOREIGN}"}
    browser("hong").page(f"/records?refers={PROJECT}", 400)


def test_of_many_children_some_are_named_and_all_are_listed(written, request):
    for number in range(21):
        record = f"joint_task/{GRID}/x03:01JD000000000000000000{number + 1000}"
        written.write(record, "fang", {"task": str(number), "meeting": MEETING})
    visitor = request.getfixturevalue("browser")("min")
    page = visitor.page(f"/records/{MEETING}")
    found = links(page, "children")
    assert len(found) == 21
    assert found[-1] == (
        f"/records?refers={MEETING.replace('/', '%2F').replace(':', '%3A')}",
        "查看全部",
    )
    assert "引用这份记录的有23份" in page
    assert "23份记录" in visitor.page(found[-1][0])
