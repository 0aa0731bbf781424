"""Full text by pairs of letters, so that any substring of Chinese text is found.

Text is split into its letters (`schema.letters`), each of which is indexed with the one behind it;
of what is searched for each word is split alike and asked for as one phrase, and all of them have
to be held. A single letter is looked for as what a pair begins with, of which an index is kept too.
With a token a letter the digits of a door are found in every address: `0301 灯泡` took three times
as long at 200,000 records.
"""

from collections.abc import Iterable, Sequence
from operator import add

from schema.letters import letters, words
from server.views.placed import Placed, nowhere

TEXT_CHARACTERS_MAX = 4_000
"""How much of one record's text is indexed: a few long remarks shall not outweigh the rest."""


def indexed(texts: Iterable[str]) -> str:
    """What the index holds for these texts; the last letter of each stands alone.

    So a phrase never runs from one text into the next.
    """
    parts = [_pairs(found) + found[-1:] for text in texts if (found := letters(text))]
    return " ".join(token for part in parts for token in part)[: 3 * TEXT_CHARACTERS_MAX]


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
    phrase = f'"{word}" *' if len(word) == 1 else f'"{" ".join(_pairs(word))}"'
    text = f"{{place answers}} : {phrase}"
    return f"({text} OR {_in_scopes(scopes)})" if scopes else text


def _pairs(found: Sequence[str]) -> list[str]:
    return [*map(add, found, found[1:])]


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
