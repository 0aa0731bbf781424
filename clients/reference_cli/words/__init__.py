"""What the tablet says, in Chinese and English: one module a language, the same keys in each.

Plain typed tables rather than compiled catalogues: nothing to build, and a test finds a sentence
that one of them lacks. A count is written `{n:change|changes}`: the number with its noun.
"""

import string
from typing import Any, Final

from clients.reference_cli.errors import TabletError
from clients.reference_cli.words import en, zh_cn

CHINESE: Final = "zh-CN"


class Words:
    """The sentences of one language, "zh-CN" or "en"."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._sentences = zh_cn.SENTENCES if lang == CHINESE else en.SENTENCES

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence of this key with its facts in place."""
        return _COUNTING.vformat(self._sentences[key], (), facts)

    def named(self, family: str, name: str) -> str:
        """The word for a value such as a state; what this version does not know, as it is."""
        return self._sentences.get(f"{family}.{name}", name)

    def __contains__(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in self._sentences

    def both(self, *parts: str) -> str:
        """Several facts on one line."""
        return " · ".join(part for part in parts if part)

    def several(self, items: list[str] | tuple[str, ...]) -> str:
        """An enumeration."""
        return ("、" if self.lang == CHINESE else ", ").join(items)

    def error(self, error: TabletError) -> str:
        """What went wrong and what to do."""
        facts: dict[str, Any] = dict(error.facts)
        nearest = facts.get("nearest")
        if nearest is not None:
            facts["nearest"] = self("error.nearest", names=self.several(nearest)) if nearest else ""
        if "kinds" in facts:
            facts["kinds"] = self.several([self.named("kind", kind) for kind in facts["kinds"]])
        return self(error.key, **facts)


class _Counting(string.Formatter):
    """Knows `{n:change|changes}`."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if value == 1 else many}"


_COUNTING: Final = _Counting()
