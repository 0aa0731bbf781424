"""Full text by single characters, so that any substring of Chinese text is found.

Text is split into its letters (`schema.letters`); of what is searched for each word is split alike
and asked for as one phrase, and all of them have to be held.
"""

from collections.abc import Iterable, Sequence

from schema.letters import letters, words

TEXT_CHARACTERS_MAX = 4_000
"""How much of one record's text is indexed: a few long remarks shall not outweigh the rest."""

_BETWEEN = " between "  # a token of several letters, which no query of single ones can meet


def indexed(texts: Iterable[str]) -> str:
    """What the index holds for these texts; a phrase never runs from one text into the next."""
    parts = [" ".join(letters(text)) for text in texts if text]
    return _BETWEEN.join(part for part in parts if part)[: 2 * TEXT_CHARACTERS_MAX]


def phrases(query: str) -> str | None:
    """The MATCH expression that finds every word as a substring; None if there is no word."""
    return " AND ".join(f'"{" ".join(word)}"' for word in words(query)) or None


def expression(query: str, among: Sequence[str] | None) -> str | None:
    """The MATCH expression over the columns of `texts`; None as for `phrases`.

    Args:
        query: what was typed.
        among: the scopes to look in; None: in all. So a grid's few matches are found at once among
            a district's many.
    """
    match = phrases(query)
    if match is None:
        return None
    text = f"{{place answers}} : ({match})"
    if among is None:
        return text
    return f"{text} AND scope : ({' OR '.join(map(scope_token, among)) or 'nowhere'})"


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
