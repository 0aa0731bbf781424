"""What offices record: meetings, tasks, classes, events, people, organisations, pairing."""

from schema.packs.chongli.work.drawing import Answers, Draw, answered

_CODES = {
    "member_unit": "CY",
    "part_time": "JZ",
    "owners": "YW",
    "self_management": "ZG",
    "party_group": "DX",
    "party_household": "ZX",
    "six_in_one": "LW",
    "volunteers": "ZY",
    "troupe": "WY",
}


def _number(draw: Draw) -> str:
    return f"{draw.day:%Y%m%d}-{draw.number(1, 3)}"


def meeting(draw: Draw) -> Answers:
    """A joint meeting, and what was decided."""
    decisions = [
        answered(what="补划消防通道标线", owner="物业公司", due=draw.date(14)),
        answered(what="公示改造方案", owner="社区", due=draw.date(7)),
    ]
    return draw.rows("decisions", decisions) | answered(
        number=_number(draw),
        kind=draw.pick(("joint", "residents", "project")),
        title="老旧小区改造意见汇总",
        held_at=draw.moment(15),
        place="社区会议室",
        chair="社区书记",
        units=["community", "property", "owners", "residents"],
        attended=draw.number(8, 40),
        next_on=draw.date(28),
    )


def joint_task(draw: Draw) -> Answers:
    """What a meeting gave somebody to do."""
    state = draw.pick(("open", "doing", "stuck", "done", "done"))
    meeting_id = draw.others.get("meeting", "")
    return answered(
        task=draw.pick(("补划消防通道标线", "公示改造方案", "清理地下室杂物", "增设充电桩")),
        meeting=meeting_id.rpartition(":")[2] or None,
        owner=draw.pick(("物业公司", "社区", "住建局", "业委会")),
        due=draw.date(draw.number(3, 21)),
        state=state,
        progress={"open": 0, "doing": 50, "stuck": 30, "done": 100}[state],
        obstacle="产权单位还没有答复" if state == "stuck" else None,
        done_on=draw.date() if state == "done" else None,
        result="已完成并公示" if state == "done" else None,
    )


def service_centre(draw: Draw) -> Answers:
    """A community's centre and what it offers."""
    return answered(
        name="党群服务中心",
        address="社区中心街",
        area_m2=float(draw.number(300, 1500)),
        services=["government", "elderly", "library", "mediation", "party"],
        windows=draw.number(3, 8),
        staff=draw.number(8, 20),
        opens_at="08:30:00",
        closes_at="18:00:00",
        accessible="yes",
        phone="0313-0009100",
    )


def training_class(draw: Draw) -> Answers:
    """A class, and how many came."""
    planned = draw.number(30, 120)
    attended = draw.number(planned // 2, planned)
    return answered(
        number=_number(draw),
        title=draw.pick(("垃圾分类入户讲解", "接待礼仪与英语", "冰雪运动常识", "消防安全")),
        kind=draw.pick(("policy", "skills", "service", "safety", "winter", "language")),
        day=draw.date(),
        place="社区多功能厅",
        teacher="外请讲师",
        hours=draw.pick((2, 3, 4)),
        planned=planned,
        attended=attended,
        audience=["grid", "volunteers", "residents"],
        passed=draw.number(attended // 2, attended),
        satisfaction=draw.number(3, 5),
    )


def culture_event(draw: Draw) -> Answers:
    """A performance, a museum, or ski cards, some of them to children."""
    kind = draw.pick(("performance", "museum", "ski_card", "festival"))
    cards = [
        answered(
            card=f"XK{number:04}",
            holder=draw.someone(),
            age=age,
            consent="yes" if age < 18 else None,
            guardian=draw.someone() if age < 18 else None,
        )
        for number, age in enumerate((9, 13, 35, 41) if kind == "ski_card" else ())
    ]
    return draw.rows("cards", cards) | answered(
        number=_number(draw),
        title={"performance": "广场演出", "museum": "参观冰雪博物馆", "ski_card": "滑雪卡发放"}.get(
            kind, "元宵灯会"
        ),
        kind=kind,
        day=draw.date(),
        place="社区广场",
        audience=None if kind == "ski_card" else draw.number(30, 400),
        museum="冰雪博物馆" if kind == "museum" else None,
    )


def community_worker(draw: Draw) -> Answers:
    """Somebody who works for the community: selected, trained, assessed, used."""
    trainings = [answered(hours=draw.pick((8, 16, 24)))]
    assessments = [answered(year=draw.day.year - 1, score=draw.number(70, 98))]
    return (
        draw.rows("trainings", trainings)
        | draw.rows("assessments", assessments)
        | answered(
            worker=f"W{draw.number(0, 9999):04}",
            name=draw.someone(),
            way=draw.pick(("exam", "election", "recruit")),
            hired_on=draw.date(-draw.number(200, 2000)),
            education=draw.pick(("college", "bachelor")),
            post=draw.pick(("deputy", "staff", "grid")),
            duty=draw.pick(("综合治理", "民政", "党建", "文体")),
            state="employed",
        )
    )


def organisation(draw: Draw) -> Answers:
    """One of the organisations of a community, with a few of its people."""
    kind = draw.pick(tuple(_CODES))
    members = [
        answered(name=draw.someone(), role=role, party=draw.pick(("yes", "no")))
        for role in ("deputy", "member", "member")
    ]
    return draw.rows("members", members) | answered(
        code=f"{_CODES[kind]}{draw.number(1, 9999):04}",
        kind=kind,
        name="社区共建组织",
        leader=draw.someone(),
        households=draw.number(8, 60) if kind in ("party_household", "party_group") else None,
        service_hours=float(draw.number(20, 600)) if kind in ("volunteers", "troupe") else None,
        state="active",
    )


def pairing(draw: Draw) -> Answers:
    """An agreement with Dongcheng, what came of it, and who was sent."""
    exchanges = [
        answered(day=draw.date(-number * 30), kind=kind, people=draw.number(4, 20))
        for number, kind in enumerate(("visit", "training", "meeting"), start=1)
    ]
    secondments = [answered(name=draw.someone(), post="社区治理", **{"from": draw.date(-90)})]
    return (
        draw.rows("exchanges", exchanges)
        | draw.rows("secondments", secondments)
        | answered(
            number=f"DC-{draw.day.year - 1}-{draw.number(1, 99):02}",
            partner="东城区结对街道",
            signed_on=draw.date(-300),
            ends_on=draw.date(430),
            fields=["party", "governance", "culture", "talent"],
            state="running",
        )
    )
