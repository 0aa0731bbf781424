"""What is known already, with where it is from, and what a person does to take it over."""

from collections.abc import Iterator, Mapping
from typing import Any

from clients.reference_cli.voice import Voice
from schema.form import Form
from sync.core.prefill import Known


def tell(known: Mapping[str, Known], form: Form | None, voice: Voice, *, key: str) -> Iterator[str]:
    """A line each.

    Args:
        known: by path.
        form: whose questions they are proposed to.
        voice: the reader's names.
        key: the sentence of a line: what is proposed, or what was taken.
    """
    for path, each in known.items():
        record = voice.title(each.record.partition("/")[0])
        yield voice.words(
            key,
            label=voice.label(form, path),
            value=voice.value(form, path, each.value),
            record=record,
            who=voice.who(each.staff),
            when=voice.when(each.time_ms),
        )


def document(known: Mapping[str, Known]) -> dict[str, Any]:
    """The same for programs."""
    return {
        path: {
            "value": each.value,
            "record": each.record,
            "staff": each.staff,
            "at_ms": each.time_ms,
        }
        for path, each in known.items()
    }
