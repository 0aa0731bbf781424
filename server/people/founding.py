"""What a new data directory holds from its first moment: a pack's data, and an admin.

A pack's data are its areas, forms and numbers, with its sample also generated staff and households.
Sample staff have no password: to hash one for each of hundreds would take longer than everything
else, and nobody needs them all.
"""

import sqlite3
from collections.abc import Sequence

from schema.grant import Grant, Role
from schema.pack import Pack, SampleStaff
from schema.tree import AreaTree
from server.people import areas, audit, figures, forms, grants, staff, workbooks
from server.people.workbooks import Workbook


def found(
    connection: sqlite3.Connection,
    pack: Pack,
    *,
    sample: bool,
    admin: str,
    password_hash: str,
    now_ms: int,
) -> str:
    """Fills an empty database and gives the admin's id.

    Args:
        connection: inside a transaction.
        pack: what is recorded, and where.
        sample: also the pack's generated staff and households.
        admin: the admin's login.
        password_hash: of the admin's one-time password.
        now_ms: the server's clock.

    Raises:
        InvalidLogin: the admin's login has not the form of one.
        InvalidTree: the pack's areas do not make a tree.
    """
    generated = pack.sample() if sample else None
    known = generated.areas if generated else pack.areas
    roots = AreaTree(known).roots  # refuses what makes no tree before anything is written
    areas.add_all(connection, known)
    forms.publish(connection, pack.forms, now_ms)
    _keep_workbooks(connection, pack)
    figures.keep(connection, pack.figures)
    admin_id = staff.add(
        connection,
        login=admin,
        name=admin,
        password_hash=password_hash,
        password_once=True,
        now_ms=now_ms,
    )
    grants.give(
        connection,
        admin_id,
        [Grant(area=root, role=role) for root in roots for role in (Role.admin, Role.district)],
    )
    if generated:
        _add_sample(connection, generated.staff, now_ms)
    connection.execute("INSERT INTO settings (name, value) VALUES ('pack', ?)", (pack.name,))
    audit.record(
        connection,
        at_ms=now_ms,
        actor=admin_id,
        act="init",
        subject=admin_id,
        detail={"pack": pack.name, "sample": sample},
    )
    return admin_id


def _keep_workbooks(connection: sqlite3.Connection, pack: Pack) -> None:
    """Keeps what the forms were made from, so that a district can change them."""
    for form in pack.forms:
        content = pack.workbook(form.id)
        if content is not None:
            made_from = Workbook(name=f"{form.id}.xlsx", content=content)
            workbooks.keep(connection, form.id, form.version, made_from, ())


def _add_sample(connection: sqlite3.Connection, people: Sequence[SampleStaff], now_ms: int) -> None:
    """Adds the sample's people with their grants, the general one first."""
    ids = staff.add_all(
        connection, [(each.login, each.name, each.phone) for each in people], now_ms
    )
    grants.give_all(
        connection,
        [
            (staff_id, Grant(area=each.area, role=each.role, form=form))
            for staff_id, each in zip(ids, people, strict=True)
            for form in (None, *each.forms)
        ],
    )
