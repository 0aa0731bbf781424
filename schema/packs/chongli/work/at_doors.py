"""What is recorded at doors: visits, requests, rounds against an epidemic, care, disputes."""

from schema.packs.chongli.work.drawing import Answers, Draw, answered

_REQUESTS = (
    ("repair", "楼道灯坏了一周，晚上看不清台阶"),
    ("heating", "暖气不热，室内只有十五六度"),
    ("parking", "消防通道常被占，请协调"),
    ("sanitation", "单元门口有积水，冬天会结冰"),
    ("noise", "楼下夜里施工，老人睡不好"),
    ("policy", "想问改造期间车停在哪里"),
)


def visit(draw: Draw) -> Answers:
    """A call at a door; who was away is visited again."""
    outcome = draw.pick(("done", "done", "done", "absent", "come_back", "refused", "vacant"))
    met = draw.pick(("户主", "租客", "老人")) if outcome in ("done", "come_back") else None
    back = draw.moment(18, days=1) if outcome == "come_back" else None
    project = "p2022" if outcome == "done" else None
    return answered(outcome=outcome, met=met, come_back_at=back, project=project)


def resident_request(draw: Draw) -> Answers:
    """What somebody asks for; the earlier ones are answered."""
    kind, request = draw.pick(_REQUESTS)
    state = draw.pick(("received", "dispatched", "answered", "closed", "closed"))
    told = state in ("answered", "closed")
    return answered(
        request=request,
        kind=kind,
        channel=draw.pick(("door", "phone", "wechat", "counter")),
        by_whom=draw.someone(),
        asked_at=draw.moment(9),
        due=draw.date(5),
        state=state,
        reply="已请物业处理，处理完再回访" if told else None,
        answered_at=draw.moment(15) if told else None,
        stars=draw.number(3, 5) if state == "closed" else None,
    )


def epidemic_check(draw: Draw) -> Answers:
    """One person of a household in one round."""
    outcome = draw.pick(("tested", "tested", "tested", "vaccinated", "exempt", "absent"))
    done = outcome in ("tested", "vaccinated")
    return answered(
        round="20220512-1",
        person=draw.number(1, 4),
        outcome=outcome,
        day=draw.date() if done else None,
        result="negative" if outcome == "tested" else None,
        dose=draw.number(1, 3) if outcome == "vaccinated" else None,
        exempt_why="医嘱暂缓" if outcome == "exempt" else None,
        again_on=draw.date(2) if outcome == "absent" else None,
    )


def care_file(draw: Draw) -> Answers:
    """Whom somebody looks after; some were not seen in time."""
    tags = draw.some(("alone", "disabled", "ill", "poor", "child", "veteran"), 2)
    row = answered(name=draw.someone(), age=draw.number(6, 92), tags=tags)
    return draw.rows("people", [row]) | answered(
        care_tags=tags,
        responsible="社区包联干部",
        frequency=draw.pick(("weekly", "fortnightly", "monthly")),
        last_seen=draw.date(-draw.number(2, 20)),
        next_visit=draw.date(draw.number(-1, 12)),
        help=draw.some(("visit", "shopping", "medical", "subsidy", "repair"), 2),
        state="active",
    )


def dispute(draw: Draw) -> Answers:
    """Two parties, and how far the mediator came."""
    kind, matter = draw.pick(
        (
            ("leak", "楼上漏水泡了天花板，对赔多少谈不拢"),
            ("parking", "同一车位两家都说是自己的"),
            ("noise", "夜间装修，邻居多次提出"),
            ("property", "对物业费减免有争议"),
        )
    )
    state = draw.pick(("received", "mediating", "settled", "settled", "settled", "transferred"))
    settled = state == "settled"
    parties = [answered(name=draw.someone(), role=role) for role in ("applicant", "respondent")]
    sessions = [] if state == "received" else [answered(day=draw.date(), place="社区调解室")]
    return (
        draw.rows("parties", parties)
        | draw.rows("sessions", sessions)
        | answered(
            kind=kind,
            reported_on=draw.date(-6),
            matter=matter,
            mediator=None if state == "received" else "社区调解员",
            level=draw.pick(("grid", "community")),
            state=state,
            due=draw.date(draw.number(-2, 10)),
            settled_on=draw.date() if settled else None,
            agreement="双方各让一步，书面写明，各执一份" if settled else None,
            transferred_to="镇司法所" if state == "transferred" else None,
        )
    )
