"""What a form's rules say of a stored record, alike on the tablet that wrote it and on the server.

Pure, as `sync.core.document`, whose documents show it.
"""

from collections.abc import Mapping
from typing import Final

from schema.answer import Value
from schema.form import Form
from schema.record_id import RecordId
from schema.rules import NO_FINDINGS, Circumstances, Findings, examine
from sync.core.record import DRAFT, RecordReading

UNFINISHED: Final = frozenset({DRAFT, "void"})
"""States in which an answer that is missing is no fault."""

_UNASKED: Final = Circumstances.at(0, "")
"""For forms without expressions: making circumstances costs as much as all their rules."""


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
    asked = form.logic is not None
    at = Circumstances.at(reading.changed_ms, record.text) if asked else _UNASKED
    finished = reading.status not in UNFINISHED
    return examine(form, {**reading.values, **keys}, lang, at, finished=finished)
