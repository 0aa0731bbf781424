"""Answers that break a form's rules, refused with a line for each that a person can act on."""

from collections.abc import Iterable

from clients.reference_cli.errors import BrokenRules
from schema.form import Form
from schema.rules import Flag
from schema.text import in_language


def refuse_broken(form: Form, flags: Iterable[Flag], lang: str) -> None:
    """Raises BrokenRules with a line a flag, if there is any."""
    lines = []
    for flag in flags:
        question = form.question(flag.question)
        label = flag.question if question is None else in_language(question.label, lang)
        lines.append(f"{label}：{flag.reason}" if lang == "zh-CN" else f"{label}: {flag.reason}")
    if lines:
        raise BrokenRules(reasons=lines)
