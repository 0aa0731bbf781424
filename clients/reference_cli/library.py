"""What the server gave to work with: forms, areas, names of colleagues, own grants, rounds.

Immutable; a new bundle makes a new library. A tablet that never downloaded one has an empty one:
its records can still be read, by ids instead of words.

A form is read when somebody asks for it: a command is about one form, and reading a large one takes
longer than most commands.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Final

from clients.reference_cli.errors import UnknownForm
from schema.area import Area, AreaId, AreaKind
from schema.form import Form
from schema.grant import Grant, Permit
from schema.role import Role
from schema.rounds import Round
from schema.tree import AreaTree
from schema.trial import trial_id
from sync.home.rows import Bundle

NEAREST_MAX: Final = 3
"""Names that are offered where one is not known."""

NEAREST_CUTOFF: Final = 0.5
"""How alike a name must be to be offered (difflib's ratio)."""


class Forms(Mapping[str, Form]):
    """Forms by id, each read from its document when it is first asked for.

    Attributes:
        documents: what they are read from.
    """

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self.documents = documents
        self._read: dict[str, Form] = {}

    def __getitem__(self, name: str) -> Form:
        """The form of this id; SchemaError if its document is none."""
        form = self._read.get(name)
        if form is None:
            form = self._read[name] = Form.from_json(self.documents[name])
        return form

    def __iter__(self) -> Iterator[str]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def __contains__(self, name: object) -> bool:
        return name in self.documents


@dataclass(frozen=True, kw_only=True)
class Library:
    """Forms, areas and people, as of the last bundle.

    `restricted`: ids of the forms whose records only a grant that names the form opens.
    """

    forms: Mapping[str, Form] = field(default_factory=dict)
    restricted: frozenset[str] = frozenset()
    areas: tuple[Area, ...] = ()
    staff: Mapping[str, str] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    rounds: tuple[Round, ...] = ()

    @classmethod
    def of(cls, bundle: Bundle | None) -> "Library":
        """The library of a bundle's document; SchemaError if its areas or grants are none."""
        if bundle is None:
            return cls()
        document = bundle.document
        forms = {str(form["id"]): form for form in document["forms"]}
        return cls(
            forms=Forms(forms),
            restricted=frozenset(name for name, form in forms.items() if form.get("restricted")),
            areas=tuple(Area.from_json(area) for area in document["areas"]),
            staff={person["id"]: person["name"] for person in document["staff"]},
            grants=tuple(
                Grant(area=AreaId(grant["area"]), role=Role(grant["role"]), form=grant["form"])
                for grant in document["grants"]
            ),
            rounds=tuple(map(Round.from_json, document["assignments"])),
        )

    @cached_property
    def tree(self) -> AreaTree:
        """The areas as a tree; made when first asked for, since most commands do without."""
        return AreaTree(self.areas)

    @cached_property
    def permit(self) -> Permit:
        """What the grants allow, by the areas and forms known here."""
        return Permit(self.grants, self.tree, self.restricted)

    def referring_to(self, form: str) -> frozenset[str]:
        """The ids of the forms that ask for a record of this one; none of them is read for it."""
        return self._referring.get(form, frozenset())

    @cached_property
    def _referring(self) -> Mapping[str, frozenset[str]]:
        documents = self.forms.documents if isinstance(self.forms, Forms) else {}
        found: dict[str, set[str]] = {}
        for name, document in documents.items():
            for asked in _referred_to(document["questions"]):
                found.setdefault(asked, set()).add(name)
        return {asked: frozenset(names) for asked, names in found.items()}

    def lies_in(self, area: str, place: str) -> bool:
        """Whether an area lies in another one today; in one that is not known here, by the ids."""
        if place in self.tree:
            return place in self.tree.lineage(area)
        return AreaId(place).contains(area)

    def form(self, name: str) -> Form:
        """The form of this id.

        Raises:
            UnknownForm: there is none; it names the nearest ones.
        """
        form = self.forms.get(name)
        if form is None:
            raise UnknownForm(name=name, nearest=nearest(name, self.forms))
        return form

    def form_to_fill(self, name: str) -> Form:
        """The form of this id; where it is only on trial with this person, as that."""
        return self.form(name if name in self.forms or not self.tries(name) else trial_id(name))

    def tries(self, name: str) -> bool:
        """Whether this person tries a form."""
        return trial_id(name) in self.forms

    @property
    def district(self) -> str | None:
        """The district's name, by which its server is called."""
        found = (area.name for area in self.areas if area.kind is AreaKind.district)
        return next(found, None)


def _referred_to(questions: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The forms to which questions refer, those within groups and rows too."""
    for question in questions:
        if question.get("refers"):
            yield question["refers"]
        yield from _referred_to(question.get("questions", ()))


def nearest(name: str, known: Mapping[str, object] | list[str]) -> tuple[str, ...]:
    """The known names most like this one, the nearest first; maybe none."""
    return tuple(get_close_matches(name, list(known), n=NEAREST_MAX, cutoff=NEAREST_CUTOFF))
