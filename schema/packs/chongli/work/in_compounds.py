"""What is recorded about compounds: projects, contracts, inspections, patrols, waste, parking."""

from schema.packs.chongli.work.drawing import Answers, Draw, answered


def renovation_project(draw: Draw) -> Answers:
    """A compound under renovation, from the survey to the last day of work."""
    state = draw.pick(("surveying", "designing", "building", "building", "finished"))
    households = draw.number(90, 480)
    budget = draw.number(80, 900)
    return answered(
        project="p2022",
        works=draw.some(("road", "greening_lighting", "facade", "equipment", "drainage"), 4),
        state=state,
        begins_on=draw.date(-60),
        due=draw.date(draw.number(-10, 120)),
        finished_on=draw.date() if state == "finished" else None,
        built_year=draw.number(1984, 2003),
        buildings=draw.number(3, 6),
        households=households,
        floor_area=float(households * 70),
        parking=draw.number(20, 120),
        asked=draw.number(households // 2, households),
        budget=float(budget),
        spent=float(budget if state == "finished" else draw.number(0, budget // 2)),
        contractor="承建单位甲",
        supervisor="监理单位乙",
    )


def property_contract(draw: Draw) -> Answers:
    """A year with the property company, scored; who scores low has to mend something."""
    scores = {
        name: draw.number(10, 20)
        for name in ("cleaning", "greenery", "security", "repairs", "manners")
    }
    return answered(
        year=draw.day.year,
        company="惠民物业",
        begins_on=f"{draw.day.year}-01-01",
        ends_on=f"{draw.day.year}-12-31",
        fee=draw.pick((0.5, 0.8, 1.2)),
        households=draw.number(90, 480),
        services=["cleaning", "security", "repairs", "waste"],
        to_mend="保洁和维修限期改进" if sum(scores.values()) < 60 else None,
        paid_share=float(draw.number(55, 98)),
        complaints=draw.number(0, 12),
        state="running",
        **scores,
    )


def daily_inspection(draw: Draw) -> Answers:
    """A morning's round; what fails is written down, and sometimes whistled for."""
    items = {
        name: "fail" if draw.chance(0.08) else "pass"
        for name in ("environment", "fitness", "fire", "notices")
    }
    failed = "fail" in items.values()
    return answered(
        day=draw.date(),
        window="morning",
        arrived_at=draw.time(8, 31) if draw.chance(0.7) else draw.time(9),
        problem="见照片，已通知物业" if failed else None,
        whistle=draw.pick(("yes", "no")) if failed else None,
        **items,
    )


def safety_patrol(draw: Draw) -> Answers:
    """A patrol with the department and the cadre who are in charge."""
    items = {
        name: "fail" if draw.chance(0.1) else "pass"
        for name in ("exits", "charging", "gas", "doors")
    }
    return answered(
        day=draw.date(),
        shift=draw.pick(("day", "night")),
        department=draw.pick(("区住建局", "区文旅局", "区教育局", "区卫健局")),
        cadre=draw.someone(),
        people=draw.number(2, 6),
        hours=draw.pick((1, 1.5, 2)),
        problem="当场劝离，已拍照" if "fail" in items.values() else None,
        **items,
    )


def waste_collection(draw: Draw) -> Answers:
    """A collection, mostly on time, and how many households sort."""
    households = draw.number(90, 480)
    late = draw.chance(0.15)
    return answered(
        day=draw.date(),
        turn="morning",
        due_at="07:00:00",
        collected_at=draw.time(7, 10, 50) if late else draw.time(6),
        late_why="雪后路滑" if late else None,
        households=households,
        sorting=draw.number(households // 3, households),
        sorts=["kitchen", "recyclable", "other"],
        weight_kg=float(draw.number(200, 2000)),
        mixed=draw.pick(("yes", "no", "no")),
    )


def shared_parking(draw: Draw) -> Answers:
    """A yard that is open to residents after hours."""
    spaces = draw.number(20, 160)
    charged = draw.chance(0.3)
    return answered(
        lot=f"P{draw.number(1, 99):02}",
        owner=draw.pick(("区政府机关", "中心小学", "卫生院", "商场")),
        spaces=spaces,
        shared=draw.number(spaces // 3, spaces),
        days=["weekdays", "weekends"],
        until="07:00:00",
        fee_kind="charged" if charged else "free",
        fee=2 if charged else None,
        agreed_on=draw.date(-draw.number(10, 200)),
        state="open",
        **{"from": "18:30:00"},
    )
