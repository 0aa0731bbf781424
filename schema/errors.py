"""Everything that can be wrong with what this package is given.

    SchemaError
     ├─ InvalidAreaId        text that is no area id
     ├─ InvalidRecordId      text that is no record id
     ├─ InvalidTree          areas that do not make a tree
     ├─ InvalidForm          a form that contradicts itself
     ├─ InvalidKey           a key value that does not fit its form
     │   └─ MissingKey       a key question without a value
     ├─ UnreadableAnswer     typed text that is no answer to its question
     ├─ UnknownPack          no pack by that name
     ├─ InvalidPack          a pack whose files cannot be used
     └─ InvalidFigure        a number of a district that cannot be counted

A class's docstring is the sentence a person reads where no better one is at hand; the facts are
attributes; `hint` says what to do next. Translating an error into an exit code or a protocol
code is done above, in one place a program.
"""

from schema.text import Text, in_language


class SchemaError(Exception):
    """Something does not fit what is recorded here."""

    hint: str = ""

    def __str__(self) -> str:
        """The class's sentence, with the facts that an instance adds."""
        return (type(self).__doc__ or "").strip()


class InvalidAreaId(SchemaError):
    """This is no area id."""

    hint = "An area id is made of segments like 130709/100/002/007/x03; list them with `areas`."

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r} is no area id: {self.reason}."


class InvalidRecordId(SchemaError):
    """This is no record id."""

    hint = "A record id is made like <form>/<area>, with `:<value>` for each further key."

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r} is no record id: {self.reason}."


class InvalidTree(SchemaError):
    """These areas do not make a tree."""

    hint = "Every area has one id and one parent, and no area lies below itself."

    def __init__(self, area: str, reason: str) -> None:
        super().__init__(area, reason)
        self.area = area
        self.reason = reason

    def __str__(self) -> str:
        return f"Area {self.area}: {self.reason}."


class InvalidForm(SchemaError):
    """This form contradicts itself."""

    hint = "Correct the form where it is written, then load it again."

    def __init__(self, form: str, where: str, reason: str) -> None:
        super().__init__(form, where, reason)
        self.form = form
        self.where = where
        self.reason = reason

    def __str__(self) -> str:
        place = f"form {self.form}" + (f", {self.where}" if self.where else "")
        return f"{place}: {self.reason}."


class InvalidKey(SchemaError):
    """This value cannot name a record of this form."""

    hint = "Give the key question a value that its form allows."

    def __init__(self, form: str, question: str, reason: str) -> None:
        super().__init__(form, question, reason)
        self.form = form
        self.question = question
        self.reason = reason

    def __str__(self) -> str:
        return f"form {self.form}, key {self.question}: {self.reason}."


class MissingKey(InvalidKey):
    """A key question has no value and no default."""

    def __init__(self, form: str, question: str) -> None:
        super().__init__(form, question, "a value is needed")


class UnreadableAnswer(SchemaError):
    """What was typed is no answer to this question."""

    def __init__(self, question: str, text: str, expected: str, label: str = "") -> None:
        """`expected` says in the reader's language what would be one, `label` what was asked."""
        super().__init__(question, text, expected, label)
        self.question = question
        self.label = label or question
        self.text = text
        self.expected = expected
        self.hint = expected

    def __str__(self) -> str:
        return f"{self.question}={self.text}: {self.expected}"


class UnknownPack(SchemaError):
    """There is no pack by this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known
        self.hint = f"Give a folder with a pack.json, or one of: {', '.join(known)}."

    def __str__(self) -> str:
        return f"There is no pack {self.name!r}."


class InvalidPack(SchemaError):
    """This pack cannot be used."""

    hint = "Correct the file that is named, then load the pack again."

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where = where
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}."


class InvalidFigure(SchemaError):
    """This number cannot be counted."""

    hint = "Correct it where the numbers are written, numbers.json of the pack."

    def __init__(self, figure: str, reason: Text) -> None:
        super().__init__(figure, reason)
        self.figure = figure
        self.reason = reason

    def __str__(self) -> str:
        return f"number {self.figure}: {in_language(self.reason, 'en')}."
