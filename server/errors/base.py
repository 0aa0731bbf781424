"""The root of the server's errors, and how a sentence gets its facts."""

from typing import ClassVar


class ServerError(Exception):
    """Something in the server failed."""

    code: ClassVar[str] = "server_error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    hint: ClassVar[str] = ""

    def facts(self) -> dict[str, object]:
        """The error's attributes by name, as they travel in a problem document."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def sentence(self) -> str:
        """The docstring's first line with the facts filled in."""
        return fill((type(self).__doc__ or "").splitlines()[0], self.facts())

    def advice(self) -> str:
        """The hint with the facts filled in; empty where a fact it needs is missing."""
        return fill_hint(type(self).hint, self.facts())

    def __str__(self) -> str:
        return " ".join(part for part in (self.sentence(), self.advice()) if part)


def fill(template: str, facts: dict[str, object]) -> str:
    """A sentence with its facts in place; lists are joined with commas."""
    return template.format_map({name: _in_words(value) for name, value in facts.items()})


def fill_hint(template: str, facts: dict[str, object]) -> str:
    """The same for a hint, but nothing at all where a list that it speaks of is empty."""
    for name, value in facts.items():
        if f"{{{name}}}" in template and value in ((), [], None, ""):
            return ""
    return fill(template, facts)


def _in_words(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    return str(value)
