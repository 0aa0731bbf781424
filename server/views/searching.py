"""Full text by single characters, so that any substring of Chinese text is found.

Text is split into its letters (`schema.letters`); of what is searched for each word is split alike
and asked for as one phrase, and all of them have to be held.
"""

from collections.abc import Iterable, Sequence

from schema.letters import letters, words
from server.views.placed import Placed, nowhere

TEXT_CHARACTERS_MAX = 4_000
"""How much of one record's text is indexed: a few long remarks shall not outweigh the rest."""

_BETWEEN = " between "  # a token of several letters, which no query of single ones can meet


def indexed(texts: Iterable[str]) -> str:
    """What the index holds for these texts; a phrase never runs from one text into the next."""
    parts = [" ".join(letters(text)) for text in texts if text]
    return _BETWEEN.join(part for part in parts if part)[: 2 * TEXT_CHARACTERS_MAX]


def expression(query: str, among: Sequence[str] | None, placed: Placed = nowhere) -> str | None:
    """The MATCH expression over the columns of `texts` that finds every word; None without a word.

    Args:
        query: what was typed.
        among: the scopes to look in; None: in all. So a grid's few matches are found at once among
            a district's many.
        placed: gives the scopes in which a word is held because it is the name of their place.
    """
    asked = [_held(word, placed(word)) for word in words(query)]
    if not asked:
        return None
    if among is not None:
        asked.append(_in_scopes(among))
    return " AND ".join(asked)


def _held(word: str, scopes: Sequence[str]) -> str:
    """Where a word stands as a substring, or all that lies in scopes of its name."""
    phrase = f'{{place answers}} : "{" ".join(word)}"'
    return f"({phrase} OR {_in_scopes(scopes)})" if scopes else phrase


def _in_scopes(scopes: Sequence[str]) -> str:
    return f"scope : ({' OR '.join(map(scope_token, scopes)) or 'nowhere'})"


def scope_token(scope: str) -> str:
    """A scope as one token that no text has: `130709/100/002` is `scope130709x100x002`."""
    return "scope" + scope.replace("/", "x")


def holds(text: str, query: str) -> bool:
    """Whether a short text holds every word of a search, as the index would say."""
    wanted = words(query)
    if not wanted:
        return False
    held = "".join(letters(text))
    return all(word in held for word in wanted)
