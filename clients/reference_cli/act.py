"""One act of one person on one record: what is written with what was typed, and what is refused.

`schema.filling` says what follows from what, `schema.rules` what does not fit; here they are put
together.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from clients.reference_cli.answers import Answer, Place
from clients.reference_cli.broken_rules import refuse_broken
from clients.reference_cli.errors import ReadOnly
from clients.reference_cli.library import Library
from clients.reference_cli.writing import Rows, is_new, names_rows, resolve
from schema.answer import Value, same
from schema.filling import begun, following, idle_rows, row_begun
from schema.form import Form
from schema.outline import rows_of
from schema.question import Kind
from schema.rules import Circumstances, Flag
from schema.text import in_language
from sync.core.findings import examine_by
from sync.home.rows import Enrolment


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One act on one record.

    Attributes:
        form: its form.
        circumstances: what expressions may know.
        device: what this device answers by itself, by kind.
        draw_row: a new row's id.
        lang: the language of what is refused.
        disputed: paths of questions to which somebody said what is not shown.
    """

    form: Form
    circumstances: Circumstances
    device: Mapping[Kind, Value]
    draw_row: Callable[[], str]
    lang: str
    disputed: frozenset[str] = frozenset()

    def opened(self, keys: Mapping[str, Value], answers: Sequence[Answer]) -> dict[str, Value]:
        """What a new record's first change says; `keys` are the answers in its id.

        Raises:
            NoSuchRow: as for `typed`.
            ReadOnly: as for `changed`.
        """
        first = begun(self.form, {**self.device, Kind.end: None}, self.circumstances)
        before = {**first, **keys}
        return first | self.changed(before, self.typed(before, answers, {}))

    def typed(
        self, before: Mapping[str, Value], answers: Sequence[Answer], shown: Rows
    ) -> dict[str, Value]:
        """Answers by their full names; rows may be named that other answers count, at every depth.

        Args:
            before: the record's answers.
            answers: as they were typed.
            shown: the record's rows.

        Raises:
            NoSuchRow: neither shown nor counted.
        """
        counted: dict[str, Value] = {}
        rows = {repeat: [*ids] for repeat, ids in shown.items()}
        deepest = max((len(place.rows) for place, _ in answers), default=0)
        for depth in range(deepest if names_rows(answers) else 0):
            above = [each for each in answers if _is_at(each[0], depth)]
            given = counted | dict(resolve(above, rows, self.draw_row))
            for marker, value in self.changed(before, given).items():
                if value is True and marker.endswith("]") and marker not in counted:
                    counted[marker] = True
                    repeat, _, row = marker[:-1].rpartition("[")
                    rows.setdefault(repeat, []).append(row)
        return counted | dict(resolve(answers, rows, self.draw_row))

    def changed(self, before: Mapping[str, Value], typed: Mapping[str, Value]) -> dict[str, Value]:
        """What a change says of a record with these answers.

        Raises:
            ReadOnly: something was typed that is only shown.
        """
        written = dict(typed)
        for marker in (path for path, value in typed.items() if value is True):
            if not before.get(marker):
                record = {**before, **written}
                begins = row_begun(self.form, record, marker, self.circumstances)
                written = {**begins, **written}
        record = {**before, **written}
        self._refuse_read_only(record, typed)
        given = {path for path, value in typed.items() if not same(value, before.get(path))}
        more = following(self.form, record, given, self.circumstances, self.draw_row)
        return written | more | self._taken_back(before, {**record, **more})

    def refuse_broken(
        self,
        answers: Mapping[str, Value],
        *,
        known: Container[Flag] = (),
        judging: Form | None = None,
    ) -> None:
        """Refuses what would not fit if these were the answers of a record that is finished now.

        By the rules of the version `judging`, else today's.

        Raises:
            BrokenRules: something does not that is not `known` already.
        """
        by = judging or self.form
        found = examine_by(by, self.form, answers, self.lang, self.circumstances)
        new = [flag for flag in found.flags if flag.holds_up and flag not in known]
        worked_out = found.calculated
        refuse_broken(self.form, new, self.lang, answers, worked_out, self.circumstances)

    def ended(self) -> dict[str, Value]:
        """What the device answers when a record is finished."""
        return {
            path: self.device[Kind.end]
            for path, located in self.form.paths({})
            if located.question.kind is Kind.end
        }

    def _taken_back(
        self, before: Mapping[str, Value], record: Mapping[str, Value]
    ) -> dict[str, Value]:
        """What removes rows that were counted before, by a slip perhaps, and nobody answered in."""
        logic = self.form.logic
        if logic is None or not any(each.count for each in logic.by_place.values()):
            return {}
        counts = logic.judge(record, rows_of(record), self.circumstances).counts
        surplus = idle_rows(self.form, record, counts, self.circumstances)
        idle = [marker for marker in surplus if not self._disputed_in(marker)]
        return {
            path: False if path.endswith("]") else None
            for path in before
            for marker in idle
            if path == marker or path.startswith(f"{marker}.")
        }

    def _disputed_in(self, marker: str) -> bool:
        """Whether a row holds what somebody answered, and what only looks as if nobody had."""
        return any(path.startswith(f"{marker}.") for path in self.disputed)

    def _refuse_read_only(self, record: Mapping[str, Value], typed: Mapping[str, Value]) -> None:
        logic = self.form.logic
        if logic is None or not logic.read_only:
            return
        live = logic.open(record, rows_of(record), self.circumstances)
        for path in typed:
            question = self.form.question(path)
            if question is not None and not path.endswith("]") and live.read_only(path):
                raise ReadOnly(question=in_language(question.label, self.lang) or path)


def _is_at(place: Place, depth: int) -> bool:
    """Whether an answer stands in no more rows than this, all of which are there."""
    return len(place.rows) <= depth and not any(is_new(row) for _, row in place.rows)


def device_answers(enrolment: Enrolment | None, library: Library, now_ms: int) -> dict[Kind, Value]:
    """What this device knows: the time, itself, and who holds it."""
    now = Circumstances.at(now_ms, "").now
    moment = now.isoformat(timespec="milliseconds")
    staff = None if enrolment is None else enrolment.staff
    return {
        Kind.start: moment,
        Kind.end: moment,
        Kind.today: now.date().isoformat(),
        Kind.deviceid: None if enrolment is None else enrolment.device,
        Kind.username: None if staff is None else library.staff.get(staff, staff),
    }


def asks_saved(form: Form) -> bool:
    """Whether something of the form asks for the record saved last."""
    return form.logic is not None and form.logic.asks_saved
