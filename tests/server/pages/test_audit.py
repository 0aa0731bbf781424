"""The page of the audit: a sentence for every act, found by person or household."""

import ast
import html
import re
from pathlib import Path

import pytest

import server
from schema.form import Form
from server import desk
from server.pages import audit as page_of_audit
from server.pages.told_acts import ACTS
from server.people import audit, forms
from tests.server.town import COMMUNITY, ELSEWHERE, GRID, NEXT_DOOR, OPINION, OTHER_GRID, UNIT

CODE = Path(server.__file__).parent
CARE = f"care/{UNIT}/0301"


PASSING_ON = {"note": 1, "note_session": 1}
"""Functions that write the act which they are given, and which argument that is."""


def acts_of_the_code() -> set[str]:
    """Every act that some module writes into the audit, as it stands in the code."""
    modules = {
        ".".join(path.relative_to(CODE.parent).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in CODE.rglob("*.py")
    }
    constants = {name: constants_of(tree) for name, tree in modules.items()}
    found = set()
    for name, tree in modules.items():
        known = {**imported(tree, constants), **constants[name]}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for act in written(call):
                if isinstance(act, ast.Constant):
                    found.add(act.value)
                elif act.id != "act":  # else a function that passes on what it is given
                    found.add(known[act.id])
    return found


def constants_of(tree: ast.Module) -> dict[str, object]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def imported(tree: ast.Module, constants: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        name.asname or name.name: constants[node.module][name.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in constants
        for name in node.names
        if name.name in constants[node.module]
    }


def written(call: ast.Call) -> list[ast.expr]:
    """What a call writes down as an act, if it does."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "record":
        return [word.value for word in call.keywords if word.arg == "act"]
    place = PASSING_ON.get(name)
    given = [] if place is None else call.args[place : place + 1]
    return [act for act in given if name != "note" or isinstance(act, ast.Constant)]


def sentences(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<span><bdi>(.*?)</bdi></span>", page)]


@pytest.fixture
def noted(station):
    """Writes a line into the audit, as an act would."""

    def note(by, act, subject, **detail):
        actor = station.directory.by_login[by].id if by != "server" else by
        station.change(
            lambda connection: audit.record(
                connection, at_ms=5, actor=actor, act=act, subject=subject, detail=detail
            )
        )

    return note


def test_every_act_that_the_code_writes_down_has_a_sentence():
    found = acts_of_the_code()
    assert {"staff.grant", "quarantine.discard", "records.reveal", "export", "row.healed"} <= found
    assert found == set(ACTS)


def test_acts_are_sentences_without_codes(browser, station, noted):
    people = station.directory.by_login
    fang, root = people["fang"].id, people["root"].id
    made = {"title": "冬季入户", "form": "renovation_opinion", "areas": [GRID], "by": "2030-01-01"}
    winter = desk.perform(station, "rounds.add", made)["id"]
    noted("root", "init", root, pack="chongli", sample=True)
    noted("server", "restore", "", rows=1)
    noted("root", "staff.add", fang, login="fang")
    noted("root", "staff.grant", fang, area=GRID, role="grid_head", form=None)
    noted("root", "staff.revoke", fang, area=GRID, role="grid_head", form=None)
    for act in ("staff.disable", "staff.password", "staff.phone", "devices.code"):
        noted("root", act, fang)
    noted("fang", "devices.enroll", "device0000000001", name="x", platform="y")
    noted("root", "devices.revoke", "device0000000001")
    noted("root", "areas.move", f"{GRID}/x03", **{"from": GRID, "to": OTHER_GRID})
    noted("min", "households.adopt", f"{UNIT}/0301", **{"from": f"{UNIT}/+0301-2", "records": []})
    for act in ("quarantine.accept", "quarantine.discard", "quarantine.export"):
        noted("min", act, OPINION, reason="forbidden", device="d", hash="0", because="重复")
    noted("min", "records.erase", OPINION)
    noted("min", "records.reveal", OPINION, question="greening_lighting")
    noted("min", "export", "renovation_opinion", area=COMMUNITY, rows=2314, way="page", files=[])
    noted("root", "staff.rename", fang)
    for act in ("areas.import", "households.import"):
        noted("min", act, GRID, file="名单.xlsx")
    noted("min", "forms.import", "renovation_opinion", version="2", file="意见.xlsx")
    for act in (f"forms.{each}" for each in ("trial", "publish", "stop", "resume", "delete")):
        noted("min", act, "renovation_opinion", version="2")
    noted("server", "row.healed", OPINION, scope=GRID, seq=1, device="d")
    noted("min", "rounds.add", winter, title="冬季入户", form="renovation_opinion", areas=[GRID])
    noted("min", "rounds.assign", winter, area=UNIT, staff=fang, before=None)
    noted("min", "rounds.close", winter, title="冬季入户")
    noted("root", "staff.handover", fang, to=people["qiang"].id, devices=["device0"], rounds=[])
    noted("min", "records.import", "renovation_opinion", file="名单.xlsx")
    noted("min", "numbers.import", "", file="数字.json", numbers=3, added=["opinions_road"])
    noted("min", "records.read", OPINION)
    noted("min", "session.begin", people["min"].id, address="10.0.0.1")
    noted("min", "session.end", people["min"].id, address="10.0.0.1")
    noted("server", "session.refuse", fang, address="10.0.0.1", left_out_before=7)
    noted("root", "of.another.version", "x")
    for signed_in, lang in enumerate(("zh-CN", "en"), start=1):
        told = sentences(browser("auditor", lang).page("/audit"))
        assert len(told) == len(ACTS) + 2 + signed_in
        assert not re.search(
            r"[a-z]\.[a-z]|130709|renovation_|grid_head|greening|forbidden|device0",
            " ".join(told),
        )
    assert "王芳 enrolled a tablet" in told
    assert "管理员 had 王芳 hand over to 李强" in told
    chinese = sentences(browser("auditor").page("/audit"))
    assert (
        "赵敏查看了和平小区 3号楼 1单元 0301的改造意见（2022年老旧小区改造）中遮盖的“绿化亮化”"
        in chinese
    )
    assert "赵敏把入户任务“冬季入户”中的和平小区 3号楼 1单元分给了王芳" in chinese
    assert "赵敏从数字.json导入了本区的统计数字" in chinese
    assert "赵敏导出了西湾子镇 · 长青路社区的“改造意见”，2,314行" in chinese


def test_a_line_with_details_of_another_version_does_not_take_the_page_away(
    browser, station, noted
):
    fang = station.directory.by_login["fang"].id
    noted("root", "staff.grant", fang)
    noted("root", "staff.grant", fang, role="emperor", area=GRID)
    noted("min", "export", "household_file", rows=None)
    told = sentences(browser("auditor").page("/audit"))[1:]
    assert [each.partition("做了一项")[1] for each in told] == ["做了一项"] * 3


def test_a_search_finds_acts_by_person_and_by_household(browser, station, noted):
    fang = station.directory.by_login["fang"].id
    noted("root", "devices.code", fang)
    noted("fang", "records.reveal", ELSEWHERE, question="opinion")
    noted("min", "records.erase", NEXT_DOOR)
    noted("root", "staff.password", station.directory.by_login["hong"].id)
    visitor = browser("auditor")
    assert len(sentences(visitor.page("/audit?q=王芳"))) == 2
    assert len(sentences(visitor.page("/audit?q=和平小区 3号楼 1单元 0302"))) == 1
    assert len(sentences(visitor.page("/audit?q=0302"))) == 1
    assert len(sentences(visitor.page("/audit?q=第7网格"))) == 1
    assert "没有这样的人员或地点" in visitor.page("/audit?q=无此人")


def test_a_search_finds_by_words_of_an_address_that_do_not_follow_each_other(browser, noted):
    noted("min", "records.erase", NEXT_DOOR)
    noted("min", "records.erase", ELSEWHERE)
    visitor = browser("auditor")
    assert len(sentences(visitor.page("/audit?q=和平小区 0302"))) == 1
    assert len(sentences(visitor.page("/audit?q=0302 第7"))) == 1
    assert "没有这样的人员或地点" in visitor.page("/audit?q=裕兴小区 0302")


def test_a_search_says_when_more_places_have_the_name_than_are_looked_at(
    browser, noted, monkeypatch
):
    monkeypatch.setattr(page_of_audit, "PLACES_MAX", 2)
    visitor = browser("auditor")
    assert "只查了前2个" in visitor.page("/audit?q=0 030")
    assert "只查了前" not in visitor.page("/audit?q=0302")


def test_an_export_is_told_with_filter_format_rows_and_hash(browser, noted):
    noted(
        "min",
        "export",
        "renovation_opinion",
        area=COMMUNITY,
        status="returned",
        begun_from_ms=1_760_025_600_000,
        reveal=True,
        because="<b>核对</b>",
        format="xlsx",
        rows=2,
        files=[{"name": "意见.xlsx", "rows": 2, "hash": "ab12" * 16}],
    )
    noted("min", "export", "renovation_opinion", format="csv", rows=1, files=[{"name": "x"}])
    page = browser("auditor").page("/audit")
    line = page[page.index('<div class="took">') : page.index("</li>", page.index("took"))]
    phrases = re.findall(r'<span class="phrase"><bdi>(.*?)</bdi></span>', line)
    assert phrases == ["被退回", "2025年10月10日起填写", "含完整的敏感内容", "Excel 工作簿"]
    assert "“&lt;b&gt;核对&lt;/b&gt;”" in line
    folded = re.search(r"<details><summary>.*?</summary>(.*?)</details>", line, re.DOTALL)[1]
    assert "<bdi>意见.xlsx</bdi>" in folded
    assert "ab12" * 16 in folded
    assert page.count('class="took"') == 1  # the other is of a version that noted otherwise


def test_a_household_finds_the_exports_that_took_it(browser, noted):
    for area, rows in ((GRID, 1), (OTHER_GRID, 2), (None, 3), (f"{UNIT}/0301", 4)):
        noted("min", "export", "household_file", rows=rows, **({"area": area} if area else {}))
    visitor = browser("auditor")
    found = sentences(visitor.page("/audit?q=和平小区 3号楼 1单元 0301"))
    assert [re.search(r"(\d)行", each)[1] for each in found] == ["4", "3", "1"]
    assert len(sentences(visitor.page("/audit?q=第8网格"))) == 2
    assert len(sentences(visitor.page("/audit?q=赵敏"))) == 4


def test_a_restricted_record_is_named_to_those_alone_who_may_see_it(browser, station, noted):
    care = Form.from_json(
        {
            "id": "care",
            "version": "1",
            "title": {"zh-CN": "关爱档案", "en": "Care file"},
            "key": [],
            "areas": ["household"],
            "restricted": True,
            "questions": [{"name": "tag", "kind": "text", "label": {"zh-CN": "标签", "en": "Tag"}}],
        }
    )
    station.change(lambda connection: forms.publish(connection, [care], 0))
    noted("min", "records.reveal", CARE, question="tag")
    visitor = browser("auditor")
    told = sentences(visitor.page("/audit"))[1:]
    assert told == ["赵敏查看了一份受限记录中遮盖的“…”"]
    assert sentences(visitor.page("/audit?q=0301")) == []


def test_the_audit_is_read_by_auditors_alone_and_in_their_areas(browser, station, noted):
    for login in ("fang", "min", "root"):
        browser(login).page("/audit", 404)
    noted("min", "records.erase", OPINION)
    elsewhere = "household_file/140000/100/001/001/x01/b01/u1/0101"
    noted("min", "records.erase", elsewhere)
    told = sentences(browser("auditor").page("/audit"))
    assert len([each for each in told if "删除" in each]) == 1


def test_a_long_audit_turns_page_by_page(browser, noted, monkeypatch):
    monkeypatch.setattr(page_of_audit, "LINES", 2)
    for _ in range(5):
        noted("min", "records.erase", OPINION)
    visitor, path, lengths = browser("auditor"), "/audit?q=赵敏", []
    while path:
        page = visitor.page(path)
        lengths.append(len(sentences(page)))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(following[1]) if following else ""
    assert lengths == [2, 2, 1]
    visitor.page("/audit?before=x", 404)
