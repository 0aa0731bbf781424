"""Pages of survey rounds: numbers that open their doors, parts that are given, who sees what."""

import html
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest

from schema.area import AreaId
from server.people import rounds
from tests.server.town import COMMUNITY, GRID, OTHER_GRID, UNIT
from tests.server.visiting import FIRST, SECOND, WINTER, call, walked

__all__ = ["walked"]

STATES = ("to_visit", "visited", "come_back", "refused", "vacant", "done")


@pytest.fixture
def people(walked, browser_of):
    return browser_of(walked)


def numbers(page):
    """The six numbers on top of the page, with the addresses that they open."""
    top = page[page.index('class="sums six"') :]
    found = re.findall(r'<a href="([^"]+)"><b>([\d,]+)</b>', top)[: len(STATES)]
    return [(html.unescape(path), int(n)) for path, n in found]


def addresses(page):
    return re.findall(r'class="door-name"><a [^>]*><bdi>(.*?)</bdi>', page)


def test_every_number_opens_a_list_of_that_many_doors(people):
    visitor = people("min")
    page = visitor.page(f"/rounds/{WINTER}")
    assert [n for _, n in numbers(page)] == [1, 0, 1, 1, 0, 0]
    cells = [
        (html.unescape(path), int(n))
        for path, n in re.findall(r'class="n"[^>]*><a href="([^"]+)">(\d+)</a>', page)
    ]
    assert len(cells) == 3
    for path, n in [*numbers(page), *cells]:
        assert len(addresses(visitor.page(path))) == n
    assert "冬季&lt;入户&gt;" in page
    assert "已过截止日" in page


def test_a_clash_about_the_round_is_settled_by_its_title(walked, browser_of):
    record = call(walked, SECOND, "fang", "done", "one")
    walked.write(record, "qiang", {"round": "another"})
    visitor = browser_of(walked)("min")
    page = visitor.page(f"/records/{record}")
    fields = {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])
        for name in ("record", "question", "saw", "back")
    }
    visitor.send_form("/settle", **fields, value="冬季<入户>")
    shown = visitor.page(f"/rounds/{WINTER}/doors?state=visited")
    assert addresses(shown) == ["和平小区 3号楼 1单元 0302"]


def test_the_door_shows_both_calls_whose_it_is_and_when_one_comes_back(people):
    visitor = people("min")
    page = visitor.page(f"/rounds/{WINTER}")
    assert "1户由不是负责人的人上过门" in page
    shown = visitor.page(f"/rounds/{WINTER}/doors?which=others")
    assert addresses(shown) == ["和平小区 3号楼 1单元 0301"]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown))
    assert "由王芳负责" in said
    assert re.search(r"不在家 · 李强 · .*改天再来 2026年11月26日 18:00 · 王芳", said)
    beside = visitor.page(f"/rounds/{WINTER}/doors?which=beside")
    assert addresses(beside) == ["和平小区 3号楼 1单元 0301-2（未登记）"]


@pytest.mark.parametrize("label", ["3#", "50%", "a?b c"])
def test_the_calls_beside_the_list_open_whatever_was_typed_at_the_door(walked, browser_of, label):
    record = call(walked, AreaId(UNIT).unlisted_household(label), "fang", "done", WINTER)
    page = browser_of(walked)("min").page(f"/rounds/{WINTER}/doors?which=beside")
    calls = [part.partition("</ul>")[0] for part in page.split('<ul class="calls">')[1:]]
    links = re.findall(r'<a href="([^"]+)"', "".join(calls))
    opened = [unquote(urlsplit(html.unescape(path)).path) for path in links]
    assert len(opened) == 2
    assert f"/records/{record}" in opened


def test_the_overview_has_the_sums_of_the_rounds_that_are_open(people):
    visitor = people("min")
    page = visitor.page("/")
    row = page[page.index(f'<a href="/rounds/{WINTER}">') :]
    cells = re.findall(r'<td class="n"[^>]*>(?:<a [^>]*>)?(\d+)', row)[: len(STATES)]
    assert list(map(int, cells)) == [1, 0, 1, 1, 0, 0]


def test_whoever_sees_a_part_counts_that_part_and_strangers_find_nothing(people):
    page = people("qiang").page(f"/rounds/{WINTER}")
    assert [n for _, n in numbers(page)] == [1, 0, 1, 0, 0, 0]
    assert "裕兴小区" not in page
    assert "谁去哪里" not in page
    assert WINTER in people("qiang").page("/rounds")
    people("min").page("/rounds/another0000000001", 404)
    assert people("qiang").get(f"/rounds/{WINTER}/doors?area={OTHER_GRID}").status_code == 400
    assert people().get("/rounds", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("asked", ["state=gone", "staff=nobody-here", "which=x", "area=1"])
def test_a_list_that_there_is_not_is_answered_as_such(people, asked):
    assert people("min").get(f"/rounds/{WINTER}/doors?{asked}").status_code == 400


def choices(page):
    """Who can be chosen for each area that is shown, by area."""
    forms = re.findall(r'name="area" value="([^"]+)".*?</select>', page, re.DOTALL)
    texts = re.findall(r"<select.*?</select>", page[page.index('id="parts"') :], re.DOTALL)
    return {
        area: re.findall(r'<option value="(\w+)"', text)
        for area, text in zip(forms, texts, strict=True)
    }


def test_a_part_is_given_from_the_page_level_by_level(people):
    visitor = people("min")
    page = visitor.page(f"/rounds/{WINTER}?in={UNIT}")
    known = choices(page)
    assert set(known) == {FIRST, SECOND}
    (qiang,) = [each for each in known[FIRST] if f'value="{each}">李强' in page]
    answer = visitor.send_form(
        f"/rounds/{WINTER}/assign", area=FIRST, staff=qiang, back=f"/rounds/{WINTER}?in={UNIT}"
    )
    assert "已分配" in answer.text
    assert [n for _, n in numbers(answer.text)] == [1, 0, 1, 1, 0, 0]
    mine = visitor.page(f"/rounds/{WINTER}/doors?staff={qiang}")
    assert addresses(mine) == ["和平小区 3号楼 1单元 0301"]
    visitor.send_form(f"/rounds/{WINTER}/assign", area=FIRST, staff="", back=f"/rounds/{WINTER}")
    assert addresses(visitor.page(f"/rounds/{WINTER}/doors?staff={qiang}")) == []


def test_only_who_leads_an_area_gives_it_and_only_to_who_records_there(people):
    page = people("min").page(f"/rounds/{WINTER}?in={COMMUNITY}")
    known = choices(page)
    assert set(known) == {GRID, OTHER_GRID}
    assert not set(known[GRID]) & set(known[OTHER_GRID]) - set(re.findall(r'"(\w+)">赵敏', page))
    qiang = people("qiang")
    fields = {"area": GRID, "staff": known[GRID][0], "back": "/rounds"}
    assert qiang.send_form(f"/rounds/{WINTER}/assign", **fields).status_code == 404
    assert people("min").get(f"/rounds/{WINTER}?in=130709").status_code == 404


def test_a_door_at_a_glance_says_how_far_it_is_in_the_round_and_when_to_come_back(people):
    page = people("fang").page(f"/glance/{FIRST}")
    stand = re.search(r'<p class="of-round">(.*?)</p>', page)[1]
    assert f'href="/rounds/{WINTER}"' in stand
    assert "冬季&lt;入户&gt;" in stand
    assert "约好再来" in stand
    assert page.count('<p class="again">') == 1


def test_where_the_rounds_form_is_finished_nobody_is_to_come_back(walked, browser_of):
    record = f"renovation_opinion/{FIRST}:p2022"
    walked.write(record, "fang", {"road": "support", "_status": "finished"})
    assert '<p class="again">' not in browser_of(walked)("fang").page(f"/glance/{FIRST}")


def test_whoever_leaves_hands_everything_over_in_one_step(people, walked):
    root = people("root")
    listed = root.page("/staff")
    (fang,) = re.findall(r'<a href="/staff/(\w+)"><bdi>王芳', listed)
    path = f"/staff/{fang}/handover"
    page = root.page(path)
    assert "冬季&lt;入户&gt;</bdi>: 长青路社区 · 第7网格 <small>2户" in page
    chosen = re.search(r'id="successor".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r"<option value=.\w+.>(\S+)", chosen) == ["李强", "赵敏"]
    (qiang,) = re.findall(r'<option value="(\w+)">李强', chosen)
    done = root.send_form(path, leaves="1", to=qiang).text
    assert "王芳已交接给李强" in done
    assert re.search(r'class="code">[0-9A-Z]{4}-[0-9A-Z]{4}', done)
    mine = people("min").page(f"/rounds/{WINTER}/doors?staff={qiang}")
    assert addresses(mine) == ["和平小区 3号楼 1单元 0301", "和平小区 3号楼 1单元 0302"]
    assert "名下没有入户任务" in root.page(path)
    assert root.send_form(path, leaves="1", to=fang).status_code == 404


def test_a_visit_that_the_office_writes_begins_with_the_round_by_its_title(people):
    visitor = people("min")
    page = visitor.page(f"/new/visit/{FIRST}")
    assert re.search(rf'value="{WINTER}"[^>]*checked', page)
    assert "冬季&lt;入户&gt;" in page
    record = re.search(r'href="(/records/visit/[^"]+)"', visitor.page(f"/rounds/{WINTER}/doors"))[1]
    assert "冬季&lt;入户&gt;" in visitor.page(record)
    assert WINTER not in re.sub(r'(?:href|value)="[^"]*"', "", visitor.page(record))


def test_a_visit_begins_with_the_round_in_which_the_door_is_the_writers_own(walked, browser_of):
    made = walked.directory.rounds[WINTER]
    other = replace(made, id="another000000001", title="另一轮", parts={})
    rounds.add(walked.connection, other, 0)
    people = browser_of(walked)
    for login, begun in (("fang", [WINTER]), ("qiang", [])):
        page = people(login).page(f"/new/visit/{FIRST}")
        assert "另一轮" in page
        offered = re.findall(r"<input[^>]*>", page)
        checked = [each for each in offered if "checked" in each and "0001" in each]
        assert [re.search(r'value="([^"]*)"', each)[1] for each in checked] == begun


def test_the_office_makes_a_round_gives_it_and_closes_it_on_its_pages(people):
    visitor = people("min")
    assert 'href="/rounds/new"' in visitor.page("/rounds")
    page = visitor.page("/rounds/new?form=renovation_opinion")
    assert re.findall(r'name="(key\.\w+)"', page) == ["key.project"]
    asked = {
        "form": "renovation_opinion",
        "title": "第二次",
        "key.project": "p2022",
        "area": GRID,
        "from": "2026-11-26",
        "by": "2026-12-26",
    }
    made = visitor.send_form("/rounds/new", **asked)
    path = made.url.path
    assert [n for _, n in numbers(made.text)] == [2, 0, 0, 0, 0, 0]
    for wrong, sentence in (({"by": "2026-11-01"}, "截止日早于"), ({"title": " "}, "1到100个字")):
        answer = visitor.send_form("/rounds/new", **{**asked, **wrong})
        assert answer.status_code == 409
        assert sentence in answer.text
    assert visitor.send_form("/rounds/new", **{**asked, "area": "130709"}).status_code == 404
    stranger = visitor.send_form(f"{path}/assign", area=GRID, staff="nobody00", back=path)
    assert (stranger.status_code, "没有这个人" in stranger.text) == (409, True)
    assert people("qiang").send_form(f"{path}/close").status_code == 404
    closed = visitor.send_form(f"{path}/close").text
    assert "已结束" in closed
    assert "谁去哪里" not in closed
    assert 'href="/rounds/new"' not in people("qiang").page("/rounds")
