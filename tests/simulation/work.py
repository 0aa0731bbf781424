"""What people do in the simulated district: answer, set states, settle, accept, discard, erase."""

import random
from functools import partial
from typing import Any

from clients.reference_cli.answers import Place
from schema.area import AreaId
from sync.core.digest import row_hash
from sync.core.scan import scan
from tests.simulation import people
from tests.simulation.district import District
from tests.simulation.ledger import Broken, Written
from tests.simulation.logs import stored_rows
from tests.simulation.office import may_read
from tests.simulation.tablet import SimTablet


class Work(District):
    """Everything that writes."""

    def _write(self, tablet: SimTablet, chance: random.Random) -> None:
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            form, area = self._place(tablet, chance)
            record = f"{form}/{area}"
            if form not in tablet.tablet.library.forms:
                continue
            answers = self._answers(chance)
            self._in_books(tablet, record, partial(_enter, tablet, form, area, answers), answers)

    def _place(self, tablet: SimTablet, chance: random.Random) -> tuple[str, AreaId]:
        """Mostly where the tablet's person works, and mostly in a few places, so that they meet."""
        grids = self.setting.grids
        for _ in range(6):
            form, area = people.record_of(chance, grids)
            allowed = may_read(self.server.office, tablet.device, f"{form}/{area}")
            if allowed or chance.random() < 0.05:
                break
        return form, area

    def _answers(self, chance: random.Random) -> dict[str, Any]:
        questions = chance.sample(("road", "wishes", "seen"), chance.choice((1, 1, 2)))
        values = {
            "road": chance.choice(("yes", "no", "perhaps", None)),
            "wishes": sorted(chance.sample(people.CHOICES, chance.randrange(0, 4))),
            "seen": chance.choice(("today", "never")),
        }
        return {name: values[name] for name in sorted(questions)}

    def _in_books(self, tablet: SimTablet, record: str, act: Any, answers: dict[str, Any]) -> None:
        """Writes on a tablet, and into the books what its author saw and said."""
        run = tablet.disk.execute
        saw = self.ledger.ids(
            [name for (name,) in run("SELECT hash FROM rows WHERE record = ?", (record,))]
        )
        last = run("SELECT coalesce(max(number), 0) FROM rows").fetchone()[0]
        try:
            act()
        finally:
            for (data,) in tablet.disk.execute(
                "SELECT data FROM rows WHERE number > ? AND own = 1", (last,)
            ).fetchall():
                name, change = row_hash(record, data), scan(data)
                said = {entry.question: entry.value for entry in change.entries}
                if any(said[question] != value for question, value in answers.items()):
                    raise Broken("written is not what was said", record)
                office, step = self.server.office.number, self.step.number
                self.ledger.write(
                    Written(name, record, data, change, tablet.name, saw, office, step)
                )
                tablet.own.add(name)
                self.tell(f"{tablet.name} writes {name.hex()[:6]} {said} in {record}")

    def _forbidden_state(self, tablet: SimTablet, chance: random.Random) -> None:
        """Somebody sets a state that is mostly not his to set, between his other changes."""
        form, area = self._place(tablet, chance)
        record = f"{form}/{area}"
        if form in tablet.tablet.library.forms and tablet.store.index.holds(record):
            held, state = tablet.tablet.read(record), chance.choice(("approved", "returned"))
            written = [("_status", state)]
            act = lambda: tablet.tablet._write(record, held, written)  # noqa: E731
            self._in_books(tablet, record, act, dict(written))

    def _settle(self, _tablet: SimTablet, chance: random.Random) -> None:
        form, area = people.record_of(chance, self.setting.grids)
        values = self._answers(chance)
        question = min(values)
        if f"{form}/{area}" in self.server.log.erased():
            return
        self.tell(f"the supervisor settles {question} of {form}/{area}")
        self.server.settle(
            f"{form}/{area}", question, values[question], chance.getrandbits(53), self.step.number
        )

    def _erase(self, _tablet: SimTablet, chance: random.Random) -> None:
        records = sorted({row.record for row in stored_rows(self.server.log)})
        if records:
            record = chance.choice(records)
            self.tell(f"{record} is erased")
            self.server.erase(record)

    def _accept(self, _tablet: SimTablet, chance: random.Random) -> None:
        kept = self.server.log.quarantine()
        kept = kept[: chance.choice((1, 3, 20))]
        for each in kept:
            self.tell(f"the supervisor accepts {each.hash.hex()[:6]} ({each.reason})")
        self.server.accept_kept(*kept)

    def _discard(self, _tablet: SimTablet, chance: random.Random) -> None:
        kept = self.server.log.quarantine()
        if kept:
            each = chance.choice(kept)
            self.tell(f"the supervisor discards {each.hash.hex()[:6]} ({each.reason})")
            self.server.discard_kept(each)


def _enter(tablet: SimTablet, form: str, area: AreaId, answers: dict[str, Any]) -> None:
    """What a person types: a new record, or an edit of the one that is there."""
    given = [(Place(name), value) for name, value in answers.items()]
    record = f"{form}/{area}"
    if tablet.store.index.holds(record):
        tablet.tablet.edit(record, given, "en")
    else:
        tablet.tablet.new(form, area, given, draft=True, lang="en")
