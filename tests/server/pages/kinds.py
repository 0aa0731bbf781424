"""A form with every kind of question that pages know, and a long list."""

from schema.form import Form

VILLAGES = 10_000


def text(zh, en):
    return {"zh-CN": zh, "en": en}


def choices(**named):
    return [{"name": name, "label": text(zh, name)} for name, zh in named.items()]


def question(name, kind, zh="", **more):
    label = {"label": text(zh, f"The {name}")} if zh else {}
    return {"name": name, "kind": kind, **label, **more}


def rows(village):
    return [f"v{village}", f"{village // 100}", f"第{village}村", f"Village {village}"]


QUESTIONS = [
    question("intro", "note", "请先说明来意，再逐项询问。"),
    question("agreed", "acknowledge", "住户同意登记", required=True),
    question(
        "home",
        "group",
        "住房",
        questions=[
            question(
                "owner",
                "text",
                "户主",
                required=True,
                hint=text("按身份证写", "as on the card"),
                guidance=text("不用小名", "no nicknames"),
            ),
            question("story", "text", "经过", appearance="multiline"),
            question("size", "decimal", "面积（平方米）", minimum=0),
            question(
                "floor",
                "integer",
                "楼层",
                constraint=". <= 33",
                constraint_message=text("全区没有超过33层的楼", "no house has more than 33 floors"),
            ),
            question("mood", "range", "满意程度", minimum=0, maximum=10, step=2),
            question("built", "date", "建成日期"),
            question("woken", "time", "几点方便上门"),
            question("seen", "dateTime", "上次上门"),
            question("spot", "geopoint", "位置"),
            question("card", "text", "身份证号", sensitive=True),
        ],
    ),
    question(
        "ill", "select_one", "家里有人生病吗", required=True, choices=choices(yes="有", no="没有")
    ),
    question(
        "care",
        "group",
        "生病的人",
        relevant="${ill} = 'yes'",
        questions=[
            question("since", "integer", "病了几天", required=True),
            question("weeks", "calculate", "合几周", calculation="round(${since} div 7, 1)"),
            question(
                "needs",
                "select_multiple",
                "需要什么",
                other=True,
                choices=choices(food="送餐", nurse="护理", lift="接送", other="其他"),
            ),
        ],
    ),
    question(
        "county", "select_one", "县", choices=choices(**{str(n): f"{n}号县" for n in range(20)})
    ),
    question(
        "village", "select_one", "村", list_name="villages", choice_filter="county = ${county}"
    ),
    question("from", "select_one", "原籍", list_name="villages"),
    question(
        "code",
        "text",
        "编号",
        relevant="${county} != ''",
        read_only="true()",
        default="由办公室填写",
    ),
    question("how_many", "integer", "几个孩子", minimum=0, maximum=5),
    question(
        "children",
        "repeat",
        "孩子",
        count="${how_many}",
        questions=[
            question("name", "text", "名字", required=True),
            question(
                "visits",
                "repeat",
                "随访",
                questions=[
                    question("day", "date", "日期"),
                    question(
                        "done", "select_one", "结果", choices=choices(yes="见到", no="没见到")
                    ),
                ],
            ),
        ],
    ),
    question(
        "stamp", "text", "改过县的标记", calculation="concat('县', ${county})", trigger=["county"]
    ),
    question("photo", "image", "照片"),
    question("began", "start"),
    question("ended", "end"),
    question("who", "username"),
]

FORM = {
    "id": "survey",
    "version": "1",
    "title": text("入户登记", "Household visit"),
    "key": [],
    "areas": ["household"],
    "questions": QUESTIONS,
    "lists": {
        "villages": {
            "columns": ["name", "county", "label::zh-CN", "label::en"],
            "rows": [rows(village) for village in range(VILLAGES)],
            "labels": {"zh-CN": "label::zh-CN", "en": "label::en"},
        }
    },
}


def form():
    return Form.from_json(FORM)
