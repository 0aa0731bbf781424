"""Which records a record of the views names, told from its document.

It is kept, so that a parent finds its children without looking at all records. Only forms with a
question that refers cost anything.
"""

from collections.abc import Mapping
from typing import Any

from schema.form import Form
from schema.record_id import RecordId
from schema.tree import AreaTree
from sync.core.references import references


def named_in(
    document: Mapping[str, Any], forms: Mapping[str, Form], tree: AreaTree
) -> tuple[tuple[str, str], ...]:
    """The questions of document `record` that name another record, each with its id."""
    form = forms.get(document["form"])
    if form is None or not form.referring:
        return ()
    found = references(
        form,
        RecordId.parse(document["id"]),
        {path: answer["value"] for path, answer in document["answers"].items()},
        document["irrelevant"],
        forms=forms,
        tree=tree,
    )
    return tuple((each.question, each.record.text) for each in found)
