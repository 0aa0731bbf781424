"""What a home keeps beside rows: who it is, its forms and areas, clock, drafts, the last list.

Every call that writes is one commit. JSON in, JSON out: forms and areas are read by `schema`.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from sync.home import queries
from sync.home.letting_go import LettingGo
from sync.home.rows import Bundle, Contact, Enrolment, Standing
from sync.log.connect import writing


class Papers:
    """Enrolment, bundle, contact, drafts and the last list of one home."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def enrolment(self) -> Enrolment | None:
        """Who this tablet is; None in a home that never asked to be enrolled."""
        row = self._connection.execute(queries.ENROLMENT).fetchone()
        return None if row is None else Enrolment(**dict(zip(_ENROLMENT, row, strict=True)))

    def keep_nonce(self, nonce: str) -> str:
        """The home's nonce: the one given, unless it has one. On disk before a code is spent."""
        with writing(self._connection):
            self._connection.execute(queries.ADD_NONCE, (nonce,))
        kept = self.enrolment()
        assert kept is not None
        return kept.nonce

    def enrol(self, enrolment: Enrolment) -> None:
        """Keeps who this tablet is from now on; everything held stays, and own rows wait again.

        In a home that was enrolled before: whoever answers there from now on gets all of them.
        """
        before = self.enrolment()
        with writing(self._connection):
            self._connection.execute(queries.SET_ENROLMENT, astuple(enrolment)[1:])
            self._connection.execute(queries.SET_STANDING, _flags(Standing.known))
            if before is not None and before.token is not None:
                LettingGo(self._connection).forget_numbers()

    def keep_staff(self, staff: str) -> None:
        """Whose tablet this is now, by the server's last word."""
        with writing(self._connection):
            self._connection.execute(queries.SET_STAFF, (staff,))

    def bundle(self) -> Bundle | None:
        """Forms, areas, grants and names; None before the first download."""
        row = self._connection.execute(queries.BUNDLE).fetchone()
        return None if row is None else Bundle(etag=row[0], document=json.loads(row[1]))

    def keep_bundle(self, bundle: Bundle) -> None:
        """Keeps new forms and areas; every record will be read again by them.

        Where only somebody's assignments are other ones, all records read as before.
        """
        before = self.bundle()
        with writing(self._connection):
            self._connection.execute(queries.SET_BUNDLE, (bundle.etag, _text(bundle.document)))
            if before is not None and _read_alike(before.document, bundle.document):
                return
            for form in bundle.document.get("forms", ()):
                restricted = form.get("restricted")
                statement = queries.ADD_RESTRICTED if restricted else queries.DROP_RESTRICTED
                self._connection.execute(statement, (form["id"],))
            self._connection.execute(queries.TOUCH_ALL_RECORDS)

    def restricted_forms(self) -> frozenset[str]:
        """The forms that only a grant naming them opens, also those that are not here any more."""
        return frozenset(form for (form,) in self._connection.execute(queries.RESTRICTED))

    def standing(self) -> Standing:
        """How the server stands to this tablet, by its last word."""
        revoked, unknown = self._connection.execute(queries.STANDING).fetchone()
        if unknown:
            return Standing.unknown
        return Standing.revoked if revoked else Standing.known

    def keep_standing(self, standing: Standing) -> None:
        """Keeps the server's word on that."""
        with writing(self._connection):
            self._connection.execute(queries.SET_STANDING, _flags(standing))

    def contact(self) -> Contact:
        """When the server was last heard, and its clock against this one."""
        last_ms, offset_ms = self._connection.execute(queries.CONTACT).fetchone()
        return Contact(last_contact_ms=last_ms, clock_offset_ms=offset_ms)

    def keep_contact(self, *, server_ms: int, device_ms: int) -> None:
        """The server said it was `server_ms` when this device's clock said `device_ms`."""
        with writing(self._connection):
            self._connection.execute(queries.SET_CONTACT, (server_ms, server_ms - device_ms))

    def keep_draft(self, record: str, question: str, value: object) -> None:
        """Keeps one answer of a form that is still open, in a commit of its own."""
        with writing(self._connection):
            self._connection.execute(queries.SET_DRAFT, (record, question, _text(value)))

    def draft(self, record: str) -> dict[str, Any]:
        """The answers of the record's open form, by question."""
        rows = self._connection.execute(queries.DRAFT, (record,))
        return {question: json.loads(value) for question, value in rows}

    def drafted(self) -> list[str]:
        """The records whose forms are open."""
        return [record for (record,) in self._connection.execute(queries.DRAFTED_RECORDS)]

    def keep_list(self, records: Sequence[str]) -> None:
        """Remembers which record a list showed beside which number, counted from 1."""
        with writing(self._connection):
            self._connection.execute(queries.CLEAR_LIST)
            self._connection.executemany(queries.ADD_TO_LIST, enumerate(records, start=1))

    def listed(self, number: int) -> str | None:
        """The record beside this number in the last list."""
        row = self._connection.execute(queries.LISTED_RECORD, (number,)).fetchone()
        return None if row is None else row[0]


def _read_alike(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether records read alike by two bundles: they differ in assignments alone."""
    return {**before, "assignments": None} == {**now, "assignments": None}


_ENROLMENT = ("nonce", "url", "ca", "name", "token", "device", "staff")


def _flags(standing: Standing) -> tuple[bool, bool]:
    return standing is Standing.revoked, standing is Standing.unknown


def _text(value: Mapping[str, Any] | object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
