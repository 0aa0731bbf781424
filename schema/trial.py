"""A form on trial is a form of its own while it is tried: other id, other title, restricted.

So nothing that is tried can meet what is real. A trial record lies under an id of its own even
where the form has a natural key; no list, sum or table of the form finds it; whoever does not try
the form is not given it. The id bears the mark, for ever, whatever becomes of the version.

Who may write the form may write its trial records (schema.grant), so that what was tried without
signal is taken when the trial is over already: there is nothing in it that could do harm.
"""

import dataclasses
from collections.abc import Mapping
from typing import Final

from schema.form import Form
from schema.text import Text

PREFIX: Final = "trial_"

FORM_ID_MAX: Final = 64 - len(PREFIX)
"""Characters of a form's id that leave room for the mark."""

_TITLES: Final[Mapping[str, str]] = {"zh-CN": "{title}（试用）", "en": "{title} (on trial)"}


def on_trial(form: Form) -> Form:
    """A version of a form as those are given it who try it."""
    return dataclasses.replace(
        form,
        id=trial_id(form.id),
        title=_marked(form.title),
        restricted=True,
        earlier=tuple(map(on_trial, form.earlier)),
    )


def trial_id(form: str) -> str:
    """The id under which a form is tried."""
    return PREFIX + form


def is_trial(form: str) -> bool:
    """Whether a form, as a record's id names it, is one on trial."""
    return form.startswith(PREFIX)


def tried(form: str) -> str:
    """The form that is tried under this id; any other one is itself."""
    return form.removeprefix(PREFIX)


def _marked(title: Text) -> dict[str, str]:
    return {
        lang: _TITLES.get(lang, _TITLES["en"]).format(title=text) for lang, text in title.items()
    }
