"""What commands say, in Chinese and English: one module a language, the same keys in each.

Plain typed tables rather than compiled catalogues: nothing to build, a missing sentence is found by
a test and not by a reader. Sentences of errors stand with the errors in English; their Chinese is
in `problems_zh_cn`.
"""

from server.commands.words import en, problems_zh_cn, zh_cn
from server.errors import ServerError, fill, fill_hint


class Words:
    """The sentences of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._chinese = lang.startswith("zh")
        self._sentences = zh_cn.SENTENCES if self._chinese else en.SENTENCES

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence of this key with its facts in place."""
        return self._sentences[key].format(**facts)

    def get(self, key: str) -> str:
        """The word for a value that may be of a newer version: then the value itself."""
        return self._sentences.get(key, key.rpartition(".")[2])

    def problem(self, error: ServerError) -> str:
        """What went wrong and what to do, on one line."""
        known = problems_zh_cn.PROBLEMS.get(error.code) if self._chinese else None
        if known is None:
            return str(error)
        facts = {name: self._worded(name, value) for name, value in error.facts().items()}
        return fill(known[0], facts) + fill_hint(known[1], facts)

    def _worded(self, name: str, value: object) -> object:
        """A fact as people read it: kinds of areas by their names."""
        if name == "kinds" and isinstance(value, list | tuple):
            return tuple(self.get(f"kind.{kind}") for kind in value)
        return self.get(f"kind.{value}") if name == "found_kind" else value
