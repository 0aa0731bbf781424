"""What the views were folded with: forms and areas, as short texts that are compared."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from schema.form import Form
from schema.tree import AreaTree

FORMS: Final = "forms"
AREAS: Final = "areas"
"""Under these names the views keep them."""


def forms_fingerprint(forms: Mapping[str, Form]) -> str:
    """Another text as soon as a form is another one."""
    return _digest(repr(forms[name]) for name in sorted(forms))


def tree_fingerprint(tree: AreaTree) -> str:
    """Another text as soon as an area has another name, kind or place."""
    return _digest(f"{area.id} {area.parent} {area.kind} {area.name}" for area in tree)


def _digest(lines: Iterable[str]) -> str:
    whole = hashlib.blake2b(digest_size=16)
    for line in lines:
        whole.update(line.encode())
        whole.update(b"\n")
    return whole.hexdigest()
