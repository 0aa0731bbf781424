"""Tablets that work with an older version of a form than the one that is published.

A tablet has what it took last (`server.people.forms.note_given`); what was published since, it gets
with its next sync. Until then it goes on with the version that it has, and nothing of it is lost.
"""

from collections.abc import Mapping

from server.directory import Directory
from server.people.forms import Standing, State


def behind(known: Directory, given: Mapping[str, int]) -> dict[str, int]:
    """How many tablets have an older version of each form, by the form's id.

    Args:
        known: people, tablets and forms.
        given: when each tablet last took the forms of the moment.
    """
    since = {
        name: standing.current.since_ms
        for name, standing in known.standings.items()
        if standing.current is not None and _is_later(standing)
    }
    counts = dict.fromkeys(since, 0)
    for device in known.devices.values():
        taken_ms = given.get(device.id)
        if device.revoked or taken_ms is None:
            continue
        grants = [
            grant for grant in known.permit(device.staff, trials=False).grants if grant.of_records
        ]
        for form, published_ms in since.items():
            if taken_ms < published_ms and any(
                grant.covers(form, restricted=known.forms[form].restricted) for grant in grants
            ):
                counts[form] += 1
    return counts


def _is_later(standing: Standing) -> bool:
    """Whether the current version is not the form's first: then there is an older one to have."""
    return sum(each.state is State.published for each in standing.versions) > 1
