"""A place as people read it: `40.97468, 115.28170 · 海拔862米 · 误差5米以内`."""

from typing import Final, Protocol

from schema.answer import Value
from server.pages.errors import N_

_MEASURED: Final = (N_("%(n)s m high"), N_("within %(n)s m"))


class Say(Protocol):
    """Says a sentence of the catalogue with its facts."""

    def __call__(self, sentence: str, **facts: object) -> str:
        """The sentence."""
        ...


def place_in_words(value: Value, say: Say) -> str:
    """Where; and how high and how exact, where that was measured. The value is a place."""
    assert isinstance(value, list), "a place"
    latitude, longitude, *more = (each for each in value if isinstance(each, int | float))
    measured = zip(_MEASURED, more, strict=False)
    said = [say(sentence, n=f"{metres:.0f}") for sentence, metres in measured]
    return " · ".join([f"{latitude:.5f}, {longitude:.5f}", *said])
