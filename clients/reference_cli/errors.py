"""What can go wrong on a tablet, as one tree; each says what to do next, in the reader's language.

TabletError (exit 1)
├── NotEnrolled            no code was ever spent here
├── NoSuchRecord           no record's id ends like this
├── AmbiguousRecord        several do
│   └── AmbiguousArea      several areas' do, and no record's
├── AlreadyHeld            `new` for a record that is held here
├── FormStopped            `new` for a form that takes no new records
├── BrokenRules            answers that do not fit; nothing was stored
├── ReadOnly               an answer to a question that is only shown
├── TooMuchAtOnce          more than one change can hold
├── NothingToSettle        the question has no clash
├── OfficeDecides          it has one that only whoever reviews may settle
├── Unreachable            one try to reach the server failed
├── NotReached             all of them did, or none was let in
├── EnrolmentFailed        the server refused the code
├── AnotherServer          it answered, and knows nobody of this tablet's district
├── NotDelivered           `wipe` of what no server has
└── WrongUsage (exit 2)
    ├── UnknownForm, UnknownQuestion, UnknownArea, UnknownStatus
    ├── NoAnswer           an argument that is no `question=value`
    ├── KeyNeeded          a key question without a value
    ├── KeyFixed           a key question that was to be changed
    ├── AmbiguousRound     a title that several survey rounds have
    ├── WrongArea          a kind of area that the form does not ask about
    ├── NoSuchRow, NoSuchValue, NothingToWrite, NothingToSearch, UnreadableText
    └── NoSuchFile, NotAnObject, UnreadableFile

The sentences stand in `words`, under each class's `key`; the facts in them are the attributes.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class TabletError(Exception):
    """The command was not carried out.

    Attributes:
        key: the sentence's name in `words`.
        exit_code: of the process.
        facts: what the sentence names.
    """

    key: ClassVar[str]
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401 - facts are whatever is shown
        super().__init__(self.key, facts)
        self.facts = facts


class NotEnrolled(TabletError):
    """This directory is no enrolled tablet."""

    key = "error.not_enrolled"


class NoSuchRecord(TabletError):
    """No record here has an id that ends so. Facts: name."""

    key = "error.no_such_record"


class AmbiguousRecord(TabletError):
    """Several records' ids end so.

    Attributes:
        candidates: their ids.
    """

    key = "error.ambiguous_record"

    def __init__(self, *, name: str, candidates: Sequence[str]) -> None:
        super().__init__(name=name, n=len(candidates))
        self.candidates = tuple(candidates)


class AmbiguousArea(AmbiguousRecord):
    """Several areas' ids end so, and no record's."""

    key = "error.ambiguous_area"


class AlreadyHeld(TabletError):
    """The record is held here already. Facts: record (its id), tail (how to name it)."""

    key = "error.already_held"


class FormStopped(TabletError):
    """The form takes no new records. Facts: form."""

    key = "error.form_stopped"


class BrokenRules(TabletError):
    """Answers that do not fit their form; nothing was stored. Facts: reasons (one line each)."""

    key = "error.broken_rules"

    def __init__(self, *, reasons: Sequence[str]) -> None:
        super().__init__(reasons="\n".join(reasons))
        self.reasons = tuple(reasons)


class ReadOnly(TabletError):
    """A question that is only shown with the other answers as they are. Facts: question."""

    key = "error.read_only"


class TooMuchAtOnce(TabletError):
    """One change holds at most 64 KiB, an answer at most 32 KiB; nothing was stored."""

    key = "error.too_much"


class NothingToSettle(TabletError):
    """The question has no clash. Facts: question."""

    key = "error.nothing_to_settle"


class OfficeDecides(TabletError):
    """The clash is about a review; only whoever reviews settles it. Facts: record (its id)."""

    key = "error.office_decides"


class EnrolmentFailed(TabletError):
    """The server did not accept the code. Facts: reason."""

    key = "error.enrolment_failed"


class AnotherServer(TabletError):
    """The server knows neither this tablet nor anybody whom the tablet knows; nothing was changed.

    Facts: url (whom the code was given to), before (whose tablet this is).
    """

    key = "error.another_server"


class NotDelivered(TabletError):
    """What is here is nowhere else; nothing was removed. Facts: n (how much)."""

    key = "error.not_delivered"


class NotReached(TabletError):
    """The server was not reached, or ended every session.

    Facts: tries, waiting, reason (the catalogue's name, or None), detail (one technical line).
    """

    key = "error.not_reached"


class Unreachable(TabletError):
    """One try failed: no connection. Facts: reason (technical, one line)."""

    key = "error.unreachable"


class WrongUsage(TabletError):
    """The command was typed wrongly."""

    exit_code = 2


class _Unknown(WrongUsage):
    """A name that is not known. Facts: name, nearest (names in words, or empty)."""


class UnknownForm(_Unknown):
    """No form has this name."""

    key = "error.unknown_form"


class UnknownQuestion(_Unknown):
    """The form has no such question. Facts also: form."""

    key = "error.unknown_question"


class UnknownArea(_Unknown):
    """No area has this id."""

    key = "error.unknown_area"


class UnknownStatus(_Unknown):
    """No state is called so."""

    key = "error.unknown_status"


class NothingToSearch(WrongUsage):
    """A text without a letter or a digit. Facts: text."""

    key = "error.nothing_to_search"


class NoAnswer(WrongUsage):
    """An argument that is no `question=value`. Facts: text."""

    key = "error.no_answer"


class KeyNeeded(WrongUsage):
    """A key question has neither a value nor a default. Facts: question, expected."""

    key = "error.key_needed"


class KeyFixed(WrongUsage):
    """A key question's answer stands in the record's id and cannot change. Facts: question."""

    key = "error.key_fixed"


class AmbiguousRound(WrongUsage):
    """Several survey rounds at a door have this title. Facts: title, rounds (how to name each)."""

    key = "error.ambiguous_round"


class WrongArea(WrongUsage):
    """The form does not ask about this kind of area. Facts: form, area, kinds."""

    key = "error.wrong_area"


class NoSuchRow(WrongUsage):
    """The repeat shows no such row. Facts: repeat, row, count."""

    key = "error.no_such_row"


class NoSuchValue(WrongUsage):
    """`--take` names no value. Facts: number, count."""

    key = "error.no_such_value"


class NothingToWrite(WrongUsage):
    """Neither an answer nor a text was given."""

    key = "error.nothing_to_write"


class NoSuchFile(WrongUsage):
    """The file of answers is not there. Facts: file."""

    key = "error.no_such_file"


class NotAnObject(WrongUsage):
    """The file of answers holds no JSON object. Facts: file, line (where it stops being one)."""

    key = "error.not_an_object"


class UnreadableFile(WrongUsage):
    """The file of answers cannot be read. Facts: file, reason."""

    key = "error.unreadable_file"


class UnreadableText(WrongUsage):
    """A text holds characters that cannot be kept."""

    key = "error.unreadable_text"
