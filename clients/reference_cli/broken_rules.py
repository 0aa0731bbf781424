"""Answers that break a form's rules, refused with a line for each that a person can act on."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from clients.reference_cli.errors import BrokenRules
from clients.reference_cli.offering import offered
from schema.answer import Value
from schema.form import Form
from schema.outline import rows_of
from schema.reading import choices_in_words
from schema.rules import Circumstances, Flag
from schema.text import Text, in_language

_ROW: Final = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]\.?")

_OFFERED: Text = {"zh-CN": "；可选：{choices}", "en": "; offered: {choices}"}


def refuse_broken(
    form: Form,
    flags: Iterable[Flag],
    lang: str,
    record: Mapping[str, Value],
    circumstances: Circumstances,
) -> None:
    """Raises BrokenRules with a line a flag, if there is any; `record`: the answers flagged."""
    lines = []
    for flag in flags:
        label = _label(form, record, flag.question, lang)
        reason = flag.reason
        if flag.code == "choice":
            choices = offered(form, record, flag.question, circumstances)
            if choices is not None:
                said = choices_in_words(choices, lang)
                reason += in_language(_OFFERED, lang).format(choices=said)
        lines.append(f"{label}：{reason}" if lang == "zh-CN" else f"{label}: {reason}")
    if lines:
        raise BrokenRules(reasons=lines)


def _label(form: Form, record: Mapping[str, Value], path: str, lang: str) -> str:
    """What a question is called; in a row, behind the repeat's and the row's number."""
    rows, said, at = rows_of(record), [], ""
    for repeat, row in _ROW.findall(path):
        at += repeat
        numbers = rows.get(at, [])
        number = f" {numbers.index(row) + 1}" if row in numbers else ""
        said.append(f"{_called(form, at, lang)}{number}")
        at += f"[{row}]."
    if not path.endswith("]"):
        said.append(_called(form, path, lang))
    return " ".join(said)


def _called(form: Form, path: str, lang: str) -> str:
    question = form.question(path)
    return path if question is None else in_language(question.label, lang) or path
