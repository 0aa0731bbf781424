"""What a form's rules say of a stored record, alike on the tablet that wrote it and on the server.

A record is judged by the version that it was made with, or by today's while it is still open
(`Form.judging`); whatever a former version calls otherwise is said by today's names. What only
another version asks is no fault of a record.

Pure, as `sync.core.document`, whose documents show it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from schema.answer import Value
from schema.form import VERSION, Form
from schema.naming import back
from schema.record_id import RecordId
from schema.rules import NO_FINDINGS, Circumstances, Findings, Flag, examine
from schema.text import Text, in_language
from sync.core.record import DRAFT, RecordReading

UNFINISHED: Final = frozenset({DRAFT, "void"})
"""States in which an answer that is missing is no fault."""

_UNASKED: Final = Circumstances.at(0, "")
"""For forms without expressions: making circumstances costs as much as all their rules."""

_STOPPED: Final[Text] = {
    "zh-CN": "这张表停止收集后才新建的记录，已保存，请核对",
    "en": "begun after this form had been stopped; saved, please check",
}


def findings_of(
    record: RecordId,
    reading: RecordReading,
    form: Form | None,
    keys: Mapping[str, Value],
    lang: str,
) -> Findings:
    """What the rules of `form`, with which `reading` was made, say of a record; in `lang`.

    `keys` are the answers that stand in the record's id. It is judged at the time of its last
    change, so that it is judged alike whenever somebody looks.
    """
    if form is None:
        return NO_FINDINGS
    judging = form.judging(reading.version, reading.status)
    at = _UNASKED
    if judging.logic is not None:
        at = Circumstances.at(reading.changed_ms, record.text)
    finished = reading.status not in UNFINISHED
    found = examine_by(judging, form, {**reading.values, **keys}, lang, at, finished=finished)
    if form.stopped_ms is not None and (reading.created_ms or 0) > form.stopped_ms:
        said = in_language(_STOPPED, lang)
        flag = Flag(question=VERSION, code="stopped", message=said, reason=said)
        return replace(found, flags=(*found.flags, flag))
    return found


def examine_by(
    judging: Form,
    form: Form,
    answers: Mapping[str, Value],
    lang: str,
    circumstances: Circumstances,
    *,
    finished: bool = True,
) -> Findings:
    """What the rules of one version of a form say of answers that are called as today.

    `judging` is that version, `form` today's; the others are as for `schema.rules.examine`.
    """
    if judging is form:
        return examine(form, answers, lang, circumstances, finished=finished)
    then = back(form.naming, judging.outline)
    found = examine(
        judging,
        {then(path): value for path, value in answers.items()},
        lang,
        circumstances,
        finished=finished,
    )
    flags = (replace(flag, question=form.naming(flag.question)) for flag in found.flags)
    return Findings(
        flags=tuple(f for f in flags if f.code != "unknown" or not form.knows(f.question)),
        irrelevant=frozenset(map(form.naming, found.irrelevant)),
        calculated={form.naming(path): value for path, value in found.calculated.items()},
    )


def asked_anew(judging: Form, form: Form, path: str) -> bool:
    """Whether today's form asks a question that a former version, which judges, does not know."""
    if judging is form or form.question(path) is None:
        return False
    return judging.question(back(form.naming, judging.outline)(path)) is None
