"""Everything that is held here about one place: a household, or something larger.

Records of exactly this area, what there is one of before the rest; who asked to be called on again;
and for a larger place what lies right below it, counted. Read from rows, so it says what is here,
delivered or not; what the person may not see never came to this tablet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from clients.reference_cli.reading import HeldRecord
from clients.reference_cli.referring import children
from clients.reference_cli.rounds import stands
from clients.reference_cli.tablet import Tablet
from schema.area import Area, AreaId, AreaKind
from schema.glance import ComeBack, Work, come_back, open_work, sheet_place
from schema.rounds import Round, State
from schema.rules import Circumstances


@dataclass(frozen=True, kw_only=True, slots=True)
class Below:
    """One area right below: its households, its records with all that lies below, what waits."""

    area: Area
    households: int
    records: int
    clashing: int
    returned: int
    drafts: int
    waiting: int
    refused: int

    @property
    def holds_households(self) -> bool:
        """Whether it has households and is none itself."""
        return self.households > 0 and self.area.kind is not AreaKind.household

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "area": self.area.id,
            "kind": self.area.kind.value,
            "name": self.area.name,
            "households": self.households,
            **{name: getattr(self, name) for name in _COUNTS},
        }


_COUNTS = ("records", "clashing", "returned", "drafts", "waiting", "refused")


@dataclass(kw_only=True)
class Place:
    """One place as this tablet holds it.

    Attributes:
        area: which.
        lang: the reader's language, in which each record is judged once.
        kind: what it is; None for one that this tablet's tree lacks.
        records: of exactly this area: by form, what there is one of first, then the last begun.
        below: what lies right below it.
        to_do: what is left to do about them, and about records that refer to them.
        stands: the open survey rounds that a household is in, and how far it is in each.
    """

    area: AreaId
    lang: str
    kind: AreaKind | None
    records: Sequence[HeldRecord]
    below: Sequence[Below] = field(default=())
    to_do: Sequence[Work] = field(default=())
    stands: Sequence[tuple[Round, State]] = field(default=())

    @cached_property
    def calls(self) -> list[ComeBack]:
        """Who asked to be called on again; not where the round's form was finished since."""
        states = {made.id: state for made, state in self.stands}
        return [
            each
            for each in come_back(held.document(self.lang) for held in self.records)
            if states.get(each.round or "") is not State.done
        ]

    @property
    def waiting(self) -> int:
        """How many own changes of its records wait for an answer."""
        return sum(each.own_waiting for each in self.records)

    @property
    def refused(self) -> int:
        """How many own changes of its records were refused."""
        return sum(len(each.refused) for each in self.records)

    def document(self, address: str, *, history: bool = False) -> dict[str, Any]:
        """Document `household`."""
        return {
            "area": str(self.area),
            "kind": None if self.kind is None else self.kind.value,
            "address": address,
            "come_back": [{"record": each.record, "at": each.at} for each in self.calls],
            "rounds": [
                {"id": made.id, "title": made.title, "state": state.value}
                for made, state in self.stands
            ],
            "to_do": [asdict(each) for each in self.to_do],
            "waiting": self.waiting,
            "refused": self.refused,
            "records": [each.document(self.lang, history=history) for each in self.records],
            "below": [each.document() for each in self.below],
        }


def place(tablet: Tablet, area: AreaId, lang: str) -> Place:
    """A place with all that is held about it, for a reader of this language."""
    held = [tablet.read(indexed.record) for indexed in tablet.store.index.at(area)]
    forms = list(tablet.library.forms)
    held.sort(key=lambda each: (-(each.reading.created_ms or 0), each.id.text))
    held.sort(key=lambda each: _of_form(each, forms))
    return Place(
        area=area,
        lang=lang,
        kind=tablet.library.tree.kind(area),
        records=held,
        below=list(_below(tablet, area)),
        to_do=_to_do(tablet, held, lang),
        stands=stands(tablet, area),
    )


def _to_do(tablet: Tablet, held: Sequence[HeldRecord], lang: str) -> list[Work]:
    """What is left to do, what is overdue first, then what is due first."""
    here = {each.id.text for each in held}
    following = {child.record for child in children(tablet, *here)} - here
    now = Circumstances.at(tablet.now_ms, "").now
    found = [
        work
        for each in [*held, *map(tablet.read, sorted(following))]
        if each.form is not None and each.form.workflow is not None
        if (work := open_work(each.form, each.document(lang), now))
    ]
    return sorted(found, key=lambda each: (not each.overdue, each.due or "9999", each.record))


def _of_form(held: HeldRecord, forms: Sequence[str]) -> tuple[int, int]:
    known = held.id.form in forms
    return sheet_place(held.form), forms.index(held.id.form) if known else len(forms)


def _below(tablet: Tablet, area: AreaId) -> Iterator[Below]:
    tree = tablet.library.tree
    children = tree.children(area)
    found = tablet.records(area=area) if children else []
    of_child: dict[AreaId, list[dict[str, Any]]] = {child: [] for child in children}
    for indexed in found:
        lineage = tree.lineage(indexed.area)
        child = next((step for step in lineage if step in of_child), None)
        if child is not None:
            of_child[child].append(dict(indexed.summary or {}))
    for child, summaries in of_child.items():
        known = tree.get(child)
        assert known is not None, "a child of the tree is in it"
        yield Below(
            area=known,
            households=tree.households_below(child),
            records=len(summaries),
            clashing=sum(bool(each["clash"]) for each in summaries),
            returned=sum(bool(each["returned"]) for each in summaries),
            drafts=sum(each["status"] == "draft" for each in summaries),
            waiting=sum(each["waiting"] for each in summaries),
            refused=sum(each["refused"] for each in summaries),
        )
