"""`list`, `clashes`, `forms`, `areas`: what stands in a line, what numbers mean, what JSON says."""

import json

from sync.home.rows import Bundle
from sync.home.store import HomeStore
from tests.clients.conftest import AREAS, GRID, UNIT, bundle
from tests.clients.line import refusal

HOUSE = f"{UNIT}/0301"
CLASHING = "✓ 已送达  ⚠ 1处冲突"


def clash(wang, li, clock):
    clock.set(hour=9, minute=14)
    wang.ok("new", "renovation_opinion", "--area", HOUSE, "greening_lighting=support")
    clock.set(hour=10, minute=2)
    li.ok("new", "renovation_opinion", "--area", HOUSE, "greening_lighting=oppose")
    for home in (wang, li, wang):
        home.sync()


def test_a_list_has_address_form_state_and_delivery(wang, li, clock):
    clash(wang, li, clock)
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302", "--draft")
    assert wang.ok("list").splitlines() == [
        "2份记录",
        f"#1  和平小区 3号楼 1单元 0301  改造意见（2022年老旧小区改造）  已完成  {CLASHING}",
        "#2  和平小区 3号楼 1单元 0302  一户一档                        草稿    ↑ 未送达",
        "查看：doorstep-tablet show 1",
    ]


def test_a_number_means_the_last_list(wang):
    wang.ok("new", "household_file", "--area", HOUSE)
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302")
    wang.ok("list", "--area", f"{UNIT}/0302")
    assert json.loads(wang.ok("show", "1", "--json"))["area"] == f"{UNIT}/0302"
    wang.ok("list")
    assert json.loads(wang.ok("show", "#1", "--json"))["area"] == HOUSE


def test_a_list_of_an_area_follows_the_tree_by_whole_segments(wang):
    wang.ok("new", "household_file", "--area", HOUSE)
    wang.ok("new", "household_file", "--area", f"{UNIT}/+0301-2")

    def listed(area):
        return [each["area"] for each in json.loads(wang.ok("list", "--area", area, "--json"))]

    assert listed(GRID) == listed(f"{UNIT}/") == [f"{UNIT}/+0301-2", HOUSE]
    assert listed(HOUSE) == [HOUSE]
    assert listed(f"{UNIT}/+0301-2") == [f"{UNIT}/+0301-2"], "the tree has no such area"
    assert listed(f"{GRID}/x0") == listed(UNIT[:-1]) == []
    other = "130709/100/002/008"
    areas = [*AREAS, (other, "grid", "第8网格", "130709/100/002")]
    with HomeStore(wang.path) as store:
        document = store.papers.bundle().document
        document["areas"] = [
            {"id": area, "kind": kind, "name": name, "parent": other if kind == "compound" else up}
            for area, kind, name, up in areas
        ]
        store.papers.keep_bundle(Bundle(etag="moved", document=document))
    assert listed(other) == [f"{UNIT}/+0301-2", HOUSE]
    assert listed(GRID) == []


def test_an_empty_list_says_how_to_begin(wang):
    assert wang.ok("list").splitlines() == [
        "没有这样的记录。新建：doorstep-tablet new 表单 --area 地区 问题=答案"
    ]


def test_a_list_is_filtered_by_form_area_and_state(wang, clock):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    wang.ok("new", "household_file", "--area", HOUSE, "--draft")
    wang.ok("new", "household_file", "--area", f"{UNIT}/0302")
    with HomeStore(wang.path) as store:
        rows = [row for row in store.outbox() if row.record.endswith("0302")]
        store.store_results([(row.hash, refusal("forbidden")) for row in rows])

    def listed(*words):
        return {
            (record["form"], record["area"][-4:])
            for record in json.loads(wang.ok("list", *words, "--json"))
        }

    assert listed("household_file") == {("household_file", "0301"), ("household_file", "0302")}
    assert listed("--area", HOUSE) == {("renovation_opinion", "0301"), ("household_file", "0301")}
    assert listed("--status", "draft") == {("household_file", "0301")}
    assert listed("--status", "finished") == {("renovation_opinion", "0301")}
    assert listed("--status", "refused") == {("household_file", "0302")}
    assert len(listed("--status", "waiting")) == 2
    assert listed("--status", "clash") == set()


def test_a_refused_record_has_no_state_but_its_reason(wang):
    wang.ok("new", "household_file", "--area", HOUSE)
    with HomeStore(wang.path) as store:
        store.store_results([(row.hash, refusal("forbidden")) for row in store.outbox()])
    assert wang.ok("show", "0301").splitlines() == [
        "一户一档  和平小区 3号楼 1单元 0301",
        "1处改动被拒收",
        "✗ 被拒收  我 今天 08:00：状态：已完成",
        "    您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。",
        "怎么办：请告诉网格长，内容不会丢",
    ]
    document = json.loads(wang.ok("show", "0301", "--json"))
    assert (document["sync"], document["refused"][0]["code"]) == ("refused", "forbidden")
    english = json.loads(wang.ok("show", "0301", "--json", lang="en"))
    assert english["refused"][0]["hint"].startswith("You have no right to write here.")


def test_clashes_have_both_values_who_and_when(wang, li, clock):
    clash(wang, li, clock)
    clock.set(day=3, hour=12)
    assert wang.ok("clashes").splitlines() == [
        "1处冲突，1户，最早3天前",
        "#1 和平小区 3号楼 1单元 0301 · 改造意见 · 绿化亮化",
        "   1) 支持  我    6月12日 09:14",
        "   2) 反对  李强  6月12日 10:02  ← 暂时显示",
        "选定：doorstep-tablet settle 0301:p2022 greening_lighting --take 1",
        "都不对：先问清，再用 --value。所有填过的值都留在历史里。",
    ]


def test_the_document_of_clashes(wang, li, clock):
    clash(wang, li, clock)
    (document,) = json.loads(wang.ok("clashes", "--json"))
    assert document["record"] == f"renovation_opinion/{HOUSE}:p2022"
    assert (document["area"], document["question"]) == (HOUSE, "greening_lighting")
    assert [value["value"] for value in document["values"]] == ["support", "oppose"]


def test_settled_here_it_is_settled_there_after_the_next_sync(wang, li, clock):
    clash(wang, li, clock)
    clock.set(hour=11)
    wang.ok("settle", "0301:p2022", "greening_lighting", "--take", "2")
    for home in (wang, li):
        home.sync()
        assert home.ok("clashes") == "没有冲突。\n"
        document = json.loads(home.ok("show", "0301:p2022", "--json"))
        assert document["answers"]["greening_lighting"]["value"] == "oppose"


def test_a_clash_can_be_settled_by_a_third_value(wang, li, clock):
    clash(wang, li, clock)
    wang.ok("settle", "0301:p2022", "greening_lighting", "--value", "中立")
    document = json.loads(wang.ok("show", "0301:p2022", "--json"))
    assert document["answers"]["greening_lighting"]["value"] == "neutral"


def test_settling_asks_for_one_way_and_an_existing_value(wang, li, clock):
    clash(wang, li, clock)
    question = ("settle", "0301:p2022", "greening_lighting")
    assert wang.run(*question).exit_code == 2
    assert wang.run(*question, "--take", "1", "--value", "oppose").exit_code == 2
    assert wang.run(*question, "--take", "3").exit_code == 2
    assert wang.run(*question, "--take", "0").exit_code == 2
    assert wang.run(*question, "--value", "maybe").exit_code == 1
    assert wang.run("settle", "0301:p2022", "road", "--take", "1").exit_code == 1
    assert wang.run("settle", "0301:p2022", "raod", "--take", "1").exit_code == 2


def test_two_tablets_that_settle_at_once_clash_again_and_say_so(wang, li, clock):
    clash(wang, li, clock)
    wang.ok("settle", "0301:p2022", "greening_lighting", "--take", "1")
    li.ok("settle", "0301:p2022", "greening_lighting", "--take", "2")
    for home in (wang, li, wang):
        home.sync()
    assert [len(json.loads(home.ok("clashes", "--json"))) for home in (wang, li)] == [1, 1]


def test_forms_are_documents_in_the_commands_language(wang):
    forms = json.loads(wang.ok("forms", "--json", lang="en"))
    assert [form["id"] for form in forms] == [form["id"] for form in bundle()["forms"]]
    form = json.loads(wang.ok("forms", "renovation_opinion", "--json"))
    assert (form["title"], form["key"]) == ("改造意见", ["project"])
    road = next(question for question in form["questions"] if question["name"] == "road")
    assert (road["label"], road["kind"], road["merge"]) == ("道路硬化", "select_one", "clash")


def test_a_form_shows_its_questions_and_choices(wang):
    lines = wang.ok("forms", "household_file").splitlines()
    assert lines[0] == "一户一档  household_file  版本1"
    assert "  members[+].birth_year  出生年份    1900–2100 · 要求：出生年份不能晚于今年" in lines
    assert lines[-1] == "新建：doorstep-tablet new household_file --area 地区 问题=答案"


def test_areas_are_a_subtree_by_whole_segments(wang):
    assert [area["id"] for area in json.loads(wang.ok("areas", "--json"))] == sorted(
        (area[0] for area in AREAS), key=lambda area: area.split("/")
    )
    below = json.loads(wang.ok("areas", UNIT, "--kind", "household", "--json"))
    assert [area["name"] for area in below] == ["0301", "0302", "0405"]
    assert below[0] == {"id": HOUSE, "kind": "household", "name": "0301", "parent": UNIT}
    assert wang.run("areas", f"{GRID}/x0").exit_code == 2


def test_an_ambiguous_name_lists_its_candidates(wang):
    wang.ok("new", "renovation_opinion", "--area", HOUSE)
    wang.ok("new", "renovation_opinion", "--area", f"{UNIT}/0302")
    result = wang.run("show", ":p2022")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "错误：“:p2022”可能是2份记录，请写长一些：",
        f"  renovation_opinion/{UNIT}/0301:p2022",
        f"  renovation_opinion/{UNIT}/0302:p2022",
    ]


def test_a_tail_of_whole_parts_goes_before_one_that_cuts_a_part(wang):
    wang.ok("new", "household_file", "--area", HOUSE)
    wang.ok("new", "household_file", "--area", f"{UNIT}/10301")
    assert json.loads(wang.ok("show", "0301", "--json"))["area"] == HOUSE


def test_every_command_gives_an_example(wang):
    commands = (
        *("enroll", "forms", "areas", "list", "show", "new", "edit", "remove", "note", "finish"),
        *("void", "clashes", "settle", "sync", "status", "wipe"),
    )
    for command in commands:
        result = wang.run(command, "--help")
        assert result.exit_code == 0
        assert f"Example: doorstep-tablet {command}" in result.stdout


def test_what_comes_with_later_work_does_not_exist_yet(wang):
    for command in ("search", "act"):
        assert wang.run(command).exit_code == 2
