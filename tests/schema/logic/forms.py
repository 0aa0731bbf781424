"""Forms written short, for tests of what their expressions say."""

from datetime import datetime
from typing import Any

from schema.form import Form
from schema.rules import Circumstances, Findings, examine

NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")
AT = Circumstances(now=NOW, seed="r")


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": {"en": name}, **more}


def group(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return question(name, "group", questions=list(questions), **more)


def repeat(name: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return question(name, "repeat", questions=list(questions), **more)


def calculated(name: str, calculation: str, **more: Any) -> dict[str, Any]:
    return question(name, "calculate", calculation=calculation, **more)


def table(*columns: str, rows: list[list[str]]) -> dict[str, Any]:
    labels = {"labels": {"en": "label"}} if "label" in columns else {}
    return {"columns": list(columns), "rows": rows, **labels}


def form(*questions: dict[str, Any], **more: Any) -> Form:
    head = {"id": "f", "version": "1", "title": {"en": "Form"}, "languages": ["en"]}
    return Form.from_json({**head, "areas": ["household"], "questions": questions, **more})


def found(form: Form, answers: dict[str, Any], **how: bool) -> Findings:
    return examine(form, answers, "en", AT, **how)


def flags(form: Form, answers: dict[str, Any], **how: bool) -> list[tuple[str, str]]:
    return [(flag.question, flag.code) for flag in found(form, answers, **how).flags]


def reasons(form: Form, answers: dict[str, Any], lang: str = "en") -> list[str]:
    return [flag.reason for flag in examine(form, answers, lang, AT).flags]
