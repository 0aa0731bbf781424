"""Which choices a field offers: all of a short list; of a long one those that were searched for.

A list of a village's ten thousand doors is never sent whole. Its filter narrows it first; what is
still long is offered only as far as it holds what was typed, and always with what is chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final
from unicodedata import is_normalized, normalize

from schema.choice import Choice, ListedChoices
from schema.text import in_language

BESIDE_MAX: Final = 12
"""Choices that stand below each other; more of them are a list to be opened, or to be searched."""

LIST_MAX: Final = 200
"""Choices of a list to be opened, which every browser lets people search by typing."""

TICKS_MAX: Final = 60
"""Choices of which several can be ticked, all of them on the page."""

FOUND_MAX: Final = 30
"""Choices shown of those that a search finds."""

_LONG: Final = frozenset({"autocomplete", "search"})
"""Appearances by which a form asks for a search itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One choice as it is offered; `name` is sent, `label` read."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """The choices of one field.

    `searched` says whether a search stands above them, `count` how many there are to be found by
    it, `more` whether more were found than are shown.
    """

    options: tuple[Option, ...]
    searched: bool
    count: int
    more: bool

    @property
    def beside(self) -> bool:
        """Whether they stand below each other."""
        return self.searched or len(self.options) <= BESIDE_MAX


def offered(
    choices: Sequence[Choice],
    chosen: Sequence[str],
    lang: str,
    *,
    appearance: str = "",
    sought: str = "",
    several: bool = False,
) -> Offered:
    """What a field offers.

    Args:
        choices: those that its filter lets through.
        chosen: names of those that are chosen, also such as are no choices any more.
        lang: of their labels.
        appearance: as the form has it.
        sought: what was searched for.
        several: whether more than one can be chosen.
    """
    most = TICKS_MAX if several else LIST_MAX
    searched = len(choices) > most or (
        len(choices) > BESIDE_MAX and not _LONG.isdisjoint(appearance.split())
    )
    found = islice(_found(choices, sought, lang), FOUND_MAX + 1) if sought else ()
    shown = list(found) if searched else choices
    names = {choice.name for choice in shown[:FOUND_MAX]} if searched else _names(choices)
    kept = [name for name in chosen if name not in names]
    known = _named(choices, kept)
    return Offered(
        options=(
            *(
                Option(name=name, label=_label(known.get(name), name, lang), chosen=True)
                for name in kept
            ),
            *(
                Option(
                    name=choice.name,
                    label=_label(choice, choice.name, lang),
                    chosen=choice.name in chosen,
                )
                for choice in (shown[:FOUND_MAX] if searched else shown)
            ),
        ),
        searched=searched,
        count=len(choices),
        more=searched and len(shown) > FOUND_MAX,
    )


def _names(choices: Sequence[Choice]) -> set[str]:
    return {choice.name for choice in choices}


def _named(choices: Sequence[Choice], names: Sequence[str]) -> dict[str, Choice]:
    """The choices of these names, of however long a list."""
    if isinstance(choices, ListedChoices):
        found = [choice for name in names if (choice := choices.named(name))]
    else:
        found = [choice for choice in choices if choice.name in names] if names else []
    return {choice.name: choice for choice in found}


def _label(choice: Choice | None, name: str, lang: str) -> str:
    return (in_language(choice.label, lang) if choice else "") or name


def _found(choices: Iterable[Choice], sought: str, lang: str) -> Iterable[Choice]:
    """Those whose label holds each word, or whose name is what was typed."""
    wanted = _plain(sought).split()
    return (
        choice
        for choice in choices
        if choice.name == sought or _holds(in_language(choice.label, lang), wanted)
    )


def _holds(label: str, wanted: Sequence[str]) -> bool:
    said = _plain(label)
    return all(word in said for word in wanted)


def _plain(text: str) -> str:
    """Width and capitals do not matter, as in every search here."""
    plain = is_normalized("NFKC", text)
    return (text if plain else normalize("NFKC", text)).casefold()
