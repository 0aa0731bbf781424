"""The integrity check: log, audit and what the pages read, each problem named.

A lag of the pages' data is no problem: the check waits for it first.
"""

from server.database import reading_database
from server.operations.arguments import Arguments
from server.people import audit
from server.station import Station
from server.views.errors import NotReady
from sync.log.verify import verify_rows

AUDIT_SENTENCES = {
    "zh-CN": "这一行被改过，或前一行不见了。",
    "en": "The row was changed, or one before it is missing.",
}


def verify(station: Station, arguments: Arguments) -> object:
    """The document `verify`, its messages in the language asked for.

    Raises:
        ProjectorBehind: the pages' data did not reach the newest changes in time.
    """
    lang = "zh-CN" if arguments.optional_text("lang") == "zh-CN" else "en"
    station.wait_for_views()
    reader = station.reader
    problems = [
        {"code": problem.code, "where": problem.where, "message": problem.message}
        for problem in verify_rows(reader, lang)
    ]
    with reading_database(station.data) as connection:
        broken = audit.first_broken(connection)
    if broken is not None:
        message = AUDIT_SENTENCES[lang]
        problems.append({"code": "audit_broken", "where": f"audit {broken}", "message": message})
    problems += _set_aside(station)
    counts = reader.counts()
    return {
        "ok": not problems,
        "scopes": counts.scopes,
        "records": counts.records,
        "changes": counts.changes,
        "problems": problems,
    }


def _set_aside(station: Station) -> list[dict[str, str]]:
    """The records that the projector could not read."""
    try:
        aside = station.views.aside()
    except NotReady:  # nothing was ever projected, and there was nothing to project
        return []
    return [{"code": "set_aside", "where": each.record, "message": each.reason} for each in aside]


OPERATIONS = {"verify": verify}
