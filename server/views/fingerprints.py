"""What the views were folded with: forms, areas and numbers, as short texts that are compared."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from schema.figure import Figure
from schema.form import Form
from schema.tree import AreaTree

FORMS: Final = "forms"
AREAS: Final = "areas"
FIGURES: Final = "figures"
"""Under these names the views keep them."""


def forms_fingerprint(forms: Mapping[str, Form]) -> str:
    """Another text as soon as a form is another one: JSON, so that it tells which."""
    found = {name: [_form_digest(form), form.stopped_ms] for name, form in forms.items()}
    return json.dumps(found, sort_keys=True)


def figures_fingerprint(figures: Iterable[Figure]) -> str:
    """Another text as soon as a form's records count otherwise: JSON by form, as that of forms.

    What a number is called, and of what another one is a share, changes no record.
    """
    by_form: dict[str, list[str]] = {}
    for figure in figures:
        if figure.form:
            told = dataclasses.replace(figure, title={}, unit={}, overview=False)
            by_form.setdefault(figure.form, []).append(json.dumps(told.to_json()))
    found = {name: [_digest(sorted(each)), None] for name, each in by_form.items()}
    return json.dumps(found, sort_keys=True)


def concerned(before: str | None, after: str, has: Callable[[str, int], bool]) -> bool:
    """Whether records that were folded with some forms have to be folded anew with others.

    Args:
        before: the fingerprint; None where nothing was folded, or long ago.
        after: the fingerprint now.
        has: whether there are records of a form that were begun at or after a time (ms).
    """
    known, now = _parsed(before), _parsed(after)
    if known is None or now is None:
        return True
    for name in known.keys() | now.keys():
        (was, stopped), (is_, stops) = known.get(name, _ABSENT), now.get(name, _ABSENT)
        since = 0 if was != is_ else min(s for s in (stopped, stops, _NEVER) if s is not None)
        if (was, stopped) != (is_, stops) and has(name, since):
            return True
    return False


_ABSENT: Final = (None, None)
_NEVER: Final = 2**53


def _parsed(text: str | None) -> dict[str, Any] | None:
    """What a fingerprint tells; None for one that an older program wrote."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _form_digest(form: Form) -> str:
    return _digest([json.dumps({**form.to_json(), "stopped_ms": None}, sort_keys=True)])


def tree_fingerprint(tree: AreaTree) -> str:
    """Another text as soon as an area has another name, kind or place, or is gone."""
    return _digest(
        f"{area.id} {area.parent} {area.kind} {area.name}{' gone' if area.gone else ''}"
        for area in tree
    )


def _digest(lines: Iterable[str]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for line in lines:
        whole.update(line.encode())
        whole.update(b"\n")
    return whole.hexdigest()
