"""Forms that refer to each other: opinions to a project by key, tasks to a meeting by id."""

import functools
from dataclasses import replace

from schema.area import AreaKind
from schema.choice import Choice
from schema.form import Form
from schema.pack import load_pack
from schema.question import Kind, MergePolicy, Question
from schema.workflow import Workflow

TITLES = {
    "renovation_project": ("改造工程", "Renovation project"),
    "meeting": ("联席会议", "Joint meeting"),
    "joint_task": ("任务清单", "Task"),
}


def asked(name, zh, en, kind=Kind.text, **more):
    return Question(
        name=name, kind=kind, label={"zh-CN": zh, "en": en}, merge=MergePolicy.clash, **more
    )


STAGES = tuple(
    Choice(name=name, label={"zh-CN": zh, "en": en})
    for name, zh, en in (("new", "待办理", "To be done"), ("done", "办结", "Done"))
)


def form(name, areas, *questions, key=("ulid",), workflow=None):
    zh, en = TITLES[name]
    return Form(
        id=name,
        version="1",
        title={"zh-CN": zh, "en": en},
        key=key,
        areas=areas,
        restricted=False,
        questions=questions,
        workflow=workflow,
    )


@functools.cache
def referring_forms():
    """Those of the pack with a project for opinions, and meetings with their tasks."""
    forms = {each.id: each for each in load_pack("chongli").forms}
    opinion = forms["renovation_opinion"]
    project = replace(opinion.questions[0], refers="renovation_project")
    forms["renovation_opinion"] = replace(opinion, questions=(project, *opinion.questions[1:]))
    forms["renovation_project"] = form(
        "renovation_project",
        (AreaKind.compound,),
        asked("project", "编号", "Number"),
        asked("works", "工程内容", "Works"),
        key=("project",),
    )
    forms["meeting"] = form(
        "meeting",
        (AreaKind.community, AreaKind.grid),
        asked("topic", "议题", "Topic"),
        asked("minutes", "纪要", "Minutes", sensitive=True),
    )
    forms["joint_task"] = form(
        "joint_task",
        (AreaKind.grid, AreaKind.compound),
        asked("task", "任务", "Task"),
        asked("meeting", "会议", "Meeting", refers="meeting"),
        asked("stage", "状态", "State", Kind.select_one, choices=STAGES),
        asked("due", "期限", "Due", Kind.date),
        workflow=Workflow(state="stage", closed=("done",), due="due"),
    )
    return tuple(forms.values())
