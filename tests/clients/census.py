"""Forms with all that a form may have, as documents, and a tablet to which they have come."""

import json

from tests.clients.conftest import UNIT, bundle

HOUSE = f"{UNIT}/0301"


def q(name, kind="text", label="", **more):
    return {"name": name, "kind": kind, "label": {"zh-CN": label} if label else {}, **more}


CENSUS = {
    "id": "census",
    "version": "1",
    "title": {"zh-CN": "人口普查"},
    "languages": ["zh-CN"],
    "areas": ["household"],
    "lists": {
        "towns": {
            "columns": ["name", "label", "district"],
            "rows": [
                ["xw", "西湾子镇", "cl"],
                ["gs", "高家营镇", "cl"],
                ["gq", "沽源镇", "gy"],
                ["zx", "中心村", "cl"],
                ["zx2", "中心村", "gy"],
            ],
            "labels": {"zh-CN": "label"},
        },
        "districts": {
            "columns": ["name", "label"],
            "rows": [["cl", "崇礼区"], ["gy", "沽源县"]],
            "labels": {"zh-CN": "label"},
        },
    },
    "questions": [
        q("start", "start"),
        q("end", "end"),
        q("today", "today"),
        q("deviceid", "deviceid"),
        q("username", "username"),
        q(
            "home",
            "group",
            "住处",
            questions=[
                q("district", "select_one", "区县", list_name="districts"),
                q(
                    "town",
                    "select_one",
                    "乡镇",
                    list_name="towns",
                    choice_filter="district = ${district}",
                ),
                q("rooms", "integer", "房间", default=2),
                q("seen", "time", "到访时间"),
            ],
        ),
        q(
            "members",
            "repeat",
            "成员",
            questions=[
                q("name", "text", "姓名", required=True),
                q("born", "integer", "出生年", constraint=". <= 2022"),
                q("age", "calculate", "年龄", calculation="2022 - ${born}"),
                q(
                    "visits",
                    "repeat",
                    "走访",
                    relevant="${age} >= 60",
                    questions=[
                        q("date", "date", "日期", dynamic_default="today()"),
                        q("photo", "image", "照片"),
                        q("number", "calculate", "次序", calculation="position(..)"),
                    ],
                ),
            ],
        ),
        q(
            "counts",
            "group",
            "合计",
            questions=[
                q("people", "calculate", "人数", calculation="count(${members})"),
                q("calls", "calculate", "走访总数", calculation="count(${visits})"),
                q("code", "text", "编号", read_only="true()", dynamic_default="concat('A', 1)"),
                q("agree", "acknowledge", "已告知"),
            ],
        ),
    ],
}


DIARY = {
    "id": "diary",
    "version": "1",
    "title": {"zh-CN": "日志"},
    "key": ["ulid"],
    "languages": ["zh-CN"],
    "areas": ["household"],
    "questions": [
        q("place", "text", "地点", dynamic_default="${last-saved#place}"),
        q("number", "calculate", "编号", calculation="once(concat('N-', ${place}))"),
        q("stamp", "dateTime", "填写时", trigger=["place"], calculation="now()"),
        q("many", "integer", "人数"),
        q(
            "people",
            "repeat",
            "人员",
            count="${many}",
            questions=[q("name", "text", "姓名", default="未知"), q("sex", "text", "性别")],
        ),
        q("limit", "calculate", calculation="300"),
        q("weight", "decimal", "体重\n（公斤）", constraint=". < ${limit}"),
        q("level", "range", "评分", minimum=0, maximum=5, step=0.5),
        q("proof", "file", "证明", required=True, required_message={"zh-CN": "请附证明"}),
    ],
}


TEAM = {
    "id": "team",
    "version": "1",
    "title": {"zh-CN": "小组"},
    "languages": ["zh-CN"],
    "areas": ["household"],
    "questions": [
        q("many", "integer", "人数"),
        q("people", "repeat", "人员", count="${many}", questions=[q("name", "text", "姓名")]),
    ],
}


CLASS = {
    **TEAM,
    "id": "class",
    "questions": [
        q("many", "integer", "人数"),
        q(
            "people",
            "repeat",
            "人员",
            count="${many}",
            questions=[q("name", "text", "姓名", required=True)],
        ),
    ],
}


def brought(home):
    """The tablet, to which the forms have come."""
    home.download(forms=[*bundle()["forms"], CENSUS, DIARY, TEAM, CLASS])
    return home


def values(home, record="0301"):
    answers = json.loads(home.ok("show", record, "--json"))["answers"]
    return {name: answer["value"] for name, answer in answers.items()}
