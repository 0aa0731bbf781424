"""What the settings say of the work behind a form's records, held against its questions.

Settings name questions and choices, so whatever is not there is told at the cell that names it.
"""

from collections.abc import Callable

from schema.question import Kind
from schema.workflow import DUE_KINDS
from server.xlsform.cells import Cell
from server.xlsform.checked import CheckedForm, Question
from server.xlsform.problems import Findings


def tell_workflow(form: CheckedForm, setting: Callable[[str], Cell], findings: Findings) -> None:
    """Tells what is wrong with `state`, `closed` and `due`.

    Args:
        form: whose settings they are.
        setting: the cell of a setting.
        findings: is told.
    """
    said = form.settings
    if said.state:
        _tell_state(form, setting, findings)
    else:
        for name in (name for name, value in (("closed", said.closed), ("due", said.due)) if value):
            findings.problem(setting(name), "state_missing")
    if said.due:
        found = _asked(form, said.due)
        if found is None:
            findings.problem(setting("due"), "unknown_path", said=said.due)
        elif found.kind not in DUE_KINDS or form.places.in_repeat(found.place):
            findings.problem(setting("due"), "due_kind", said=said.due)


def _tell_state(form: CheckedForm, setting: Callable[[str], Cell], findings: Findings) -> None:
    said = form.settings
    found = _asked(form, said.state)
    if found is None:
        findings.problem(setting("state"), "unknown_path", said=said.state)
    elif found.kind != Kind.select_one or form.places.in_repeat(found.place):
        findings.problem(setting("state"), "state_kind", said=said.state)
    elif not said.closed:
        findings.problem(setting("state"), "closed_missing", said=said.state)
    elif (items := form.lists.get(found.list_name)) is not None:
        names = [row.get(found.value, "") for row in items.rows]
        for each in said.closed:
            if each not in names:
                facts = {"said": each, "state": said.state, "known": ", ".join(names)}
                findings.problem(setting("closed"), "unknown_closed", **facts)


def _asked(form: CheckedForm, name: str) -> Question | None:
    return next((each for each in form.questions() if each.name == name), None)
