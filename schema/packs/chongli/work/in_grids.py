"""What a grid's people record beside doors: hazards, orders, clean-ups, duty, their notice."""

from schema.packs.chongli.work.drawing import Answers, Draw, answered

_HAZARDS = (
    ("facility", "井盖松动，踩上去会响", "2号楼东侧"),
    ("facility", "路灯不亮", "小区北门"),
    ("heating", "地沟往外冒水汽", "3号楼西侧"),
    ("safety", "电动车停在楼道里充电", "1单元一层"),
    ("safety", "墙皮脱落", "南墙中段"),
)
_ORDERS = (
    ("facility", "井盖松动，请尽快固定", "property"),
    ("water_heat", "地沟漏水，请查管道", "heating"),
    ("sanitation", "垃圾点外溢，请加运一次", "urban"),
    ("parking", "消防通道被占，请劝离", "police"),
)


def hazard_report(draw: Draw) -> Answers:
    """What was found; most is mended, some is late."""
    category, description, place = draw.pick(_HAZARDS)
    state = draw.pick(("reported", "assigned", "mended", "verified", "verified"))
    mended = state in ("mended", "verified")
    return answered(
        category=category,
        severity=draw.pick(("minor", "serious", "urgent")),
        place=place,
        description=description,
        due=draw.date(draw.number(1, 9)),
        state=state,
        handler=None if state == "reported" else "物业维修班",
        mended_on=draw.date() if mended else None,
        mended_how="现场处理完毕，已拍照" if mended else None,
    )


def whistle_order(draw: Draw) -> Answers:
    """A call for help, from a request or a hazard, up to the residents' rating."""
    kind, subject, unit = draw.pick(_ORDERS)
    state = draw.pick(("called", "dispatched", "accepted", "arrived", "done", "verified"))
    urgency = draw.pick(("normal", "normal", "urgent"))
    came = state in ("arrived", "done", "verified")
    done = state in ("done", "verified")
    verified = state == "verified"
    return answered(
        subject=subject,
        kind=kind,
        urgency=urgency,
        source_request=draw.others.get("resident_request"),
        source_report=draw.others.get("hazard_report"),
        called_at=draw.moment(8),
        due=draw.moment(14) if urgency == "urgent" else draw.moment(8, days=3),
        dispatched_to=None if state == "called" else unit,
        state=state,
        arrived_at=draw.moment(10) if came else None,
        helpers=["volunteers", "party"] if done else None,
        done_what="到场处理完毕" if done else None,
        done_at=draw.moment(draw.pick((11, 13, 16))) if done else None,
        verified_by="网格长" if verified else None,
        stars=draw.number(3, 5) if verified else None,
    )


def cleanup_log(draw: Draw) -> Answers:
    """An hour or two of clearing, by places or by weight."""
    weighed = draw.chance(0.4)
    return answered(
        day=draw.date(),
        kinds=draw.some(("adverts", "rubbish", "clutter", "weeds", "snow", "bikes"), 2),
        measure="weight" if weighed else "count",
        pieces=None if weighed else draw.number(3, 40),
        weight_kg=float(draw.number(20, 300)) if weighed else None,
        people=draw.number(3, 25),
        hours=draw.pick((1, 1.5, 2)),
        organiser="网格志愿服务队",
    )


def civility(draw: Draw) -> Answers:
    """Duty at a crossing, an activity, or an award."""
    kind = draw.pick(("duty", "duty", "activity", "award"))
    award = kind == "award"
    return answered(
        kind=kind,
        day=draw.date(),
        title="邻里互助日" if kind == "activity" else None,
        theme="neighbours" if kind == "activity" else None,
        post="路口文明引导" if kind == "duty" else None,
        people=None if award else draw.number(2, 30),
        hours=None if award else draw.pick((1, 2, 3)),
        award_kind=draw.pick(("citizen", "family")) if award else None,
        receiver=draw.someone() if award else None,
        reason="多年照看独居邻居" if award else None,
    )


def staff_notice(draw: Draw) -> Answers:
    """Who works in the grid, as it hangs on the board."""
    posts = ("member", "member", "building", "police")
    people = [
        answered(name=draw.someone(), post=post, covers=f"{number}号楼")
        for number, post in enumerate(posts, start=1)
    ]
    return draw.rows("people", people) | answered(
        head=draw.someone(),
        head_phone="0313-0009000",
        supervision_phone="0313-0009001",
        published_on=draw.date(-draw.number(30, 90)),
        places=["gate", "board", "group"],
        checked_on=draw.date(),
    )


def building_group(draw: Draw) -> Answers:
    """The group of a building, and how many of its households it reaches."""
    households = draw.number(36, 72)
    reached = draw.number(households // 2, households)
    return answered(
        name="本楼邻里群",
        owner="楼栋长",
        people=reached + draw.number(0, 40),
        households=households,
        reached=reached,
        staff=["member", "building", "property"],
        rules="yes",
        last_notice_on=draw.date(),
        state="active",
    )
