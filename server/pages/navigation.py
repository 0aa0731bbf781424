"""The bar of pages: which of them a person may open, in the order in which they are needed.

A page that a person's rights do not open is not named to them; that a name is missing here protects
nothing, each page asks the rights itself.
"""

from dataclasses import dataclass
from typing import Final

from schema.grant import Permit, Right
from server.pages.errors import N_


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One page in the bar: its path, its name, and the rights of which one opens it."""

    path: str
    label: str
    rights: frozenset[Right]


_READERS: Final = frozenset({Right.read})
_OVERSEERS: Final = frozenset({Right.people, Right.review})

ENTRIES: Final = (
    Entry(path="/", label=N_("Overview"), rights=frozenset(Right)),
    Entry(path="/records", label=N_("Records"), rights=_READERS),
    Entry(path="/clashes", label=N_("Clashes"), rights=_READERS),
    Entry(path="/rounds", label=N_("Rounds"), rights=_READERS | _OVERSEERS),
    Entry(path="/orders", label=N_("Orders"), rights=_READERS),
    Entry(path="/numbers", label=N_("Numbers"), rights=_READERS),
    Entry(path="/exports", label=N_("Exports"), rights=frozenset({Right.export})),
    Entry(path="/devices", label=N_("Tablets"), rights=_OVERSEERS),
    Entry(path="/quarantine", label=N_("Held back"), rights=frozenset({Right.quarantine})),
    Entry(path="/staff", label=N_("People"), rights=_OVERSEERS),
    Entry(path="/areas", label=N_("Areas"), rights=_OVERSEERS | {Right.areas}),
    Entry(path="/forms", label=N_("Forms"), rights=frozenset({Right.forms, Right.review})),
    Entry(path="/audit", label=N_("Audit"), rights=frozenset({Right.audit})),
)


def entries(permit: Permit) -> list[Entry]:
    """The pages that this person finds in the bar."""
    held = {right for grant in permit.grants for right in grant.rights}
    return [entry for entry in ENTRIES if entry.rights & held or entry.path == "/"]
