"""Answers that break a form's rules, refused with a line for each that a person can act on."""

from collections.abc import Iterable, Mapping

from clients.reference_cli.errors import BrokenRules
from clients.reference_cli.naming import in_its_rows
from clients.reference_cli.offering import offered
from schema.answer import Value
from schema.form import Form
from schema.outline import rows_of
from schema.reading import choices_in_words
from schema.rules import Circumstances, Flag
from schema.telling import Known, said_with
from schema.text import Text, in_language

_OFFERED: Text = {"zh-CN": "；可选：{choices}", "en": "; offered: {choices}"}


def refuse_broken(
    form: Form,
    flags: Iterable[Flag],
    lang: str,
    record: Mapping[str, Value],
    calculated: Mapping[str, Value],
    circumstances: Circumstances,
) -> None:
    """Raises BrokenRules with a line a flag, if there is any.

    `record`: the answers flagged; `calculated`: what is worked out of them.
    """
    lines, rows, known = [], rows_of(record), (record, calculated)
    for flag in flags:
        label = in_its_rows(flag.question, rows, lambda path: _called(form, path, known, lang))
        reason = flag.reason
        if flag.code == "choice":
            choices = offered(form, record, flag.question, circumstances)
            if choices is not None:
                said = choices_in_words(choices, lang)
                reason += in_language(_OFFERED, lang).format(choices=said)
        lines.append(f"{label}：{reason}" if lang == "zh-CN" else f"{label}: {reason}")
    if lines:
        raise BrokenRules(reasons=lines)


def _called(form: Form, path: str, known: Known, lang: str) -> str:
    question = form.question(path)
    label = "" if question is None else in_language(question.label, lang)
    return said_with(form, label, path, known, lang) or path
