"""The HTTP beside the sessions: spending an enrolment code, and fetching forms and areas.

Enrolment is idempotent by the home's nonce, which is on disk before the code leaves the tablet: a
lost answer costs a second try, never a code. In an existing home everything is kept, and so it is
never handed to a server of another district. The calls that only talk to the network take no store,
so that they may run beside an event loop.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

from clients.reference_cli.address import ServerAddress
from clients.reference_cli.errors import (
    AnotherServer,
    EnrolmentFailed,
    NotEnrolled,
    Unreachable,
)
from clients.reference_cli.system import system_name
from clients.reference_cli.writing import DrawBits
from sync.core.catalogue import BY_NAME
from sync.home.papers import Papers
from sync.home.rows import Bundle, Enrolment

NONCE_BITS: Final = 128

BODY_BYTES_MAX: Final = 64 * 1024 * 1024
"""Of one answer: a bound against a wrong address, far above any district's areas."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: its status, and its JSON document (empty if it had none)."""

    status: int
    etag: str
    document: Mapping[str, Any]


def enrol(
    papers: Papers,
    address: ServerAddress,
    code: str,
    *,
    name: str,
    draw_bits: DrawBits,
    lang: str,
) -> Enrolment:
    """Spends a code and keeps who this tablet is now.

    Raises:
        Unreachable: no answer; the same code may be used again.
        EnrolmentFailed: the server did not accept it.
        AnotherServer: the home is of another district; it was left as it is.
    """
    before = papers.enrolment()
    nonce = papers.keep_nonce(f"{draw_bits(NONCE_BITS):032x}")
    asked = {
        "code": code.strip(),
        "device_name": name,
        "platform": system_name(),
        "nonce": nonce,
    }
    reply = _exchange(address, "POST", "/api/v1/enroll", body=asked)
    given = reply.document
    if reply.status >= 400 or not all(isinstance(given.get(field), str) for field in _GIVEN):
        raise EnrolmentFailed(reason=_reason(reply, lang))
    enrolment = Enrolment(
        nonce=nonce,
        url=address.url,
        ca=address.ca,
        name=name,
        **{field: given[field] for field in _GIVEN},
    )
    if before is not None and not _of_same_district(before, enrolment, papers.bundle()):
        raise AnotherServer(url=address.url, before=before.url)
    papers.enrol(enrolment)
    return enrolment


def _of_same_district(before: Enrolment, given: Enrolment, bundle: Bundle | None) -> bool:
    """Whether the server that answered is the one that this home's rows are of.

    An address tells nothing, since servers move. Ids are random and never given twice: one that
    knows the nonce gives the same device, one put back to a time before it knows the same people.
    """
    if before.token is None or given.url == before.url or given.device == before.device:
        return True
    named = () if bundle is None else bundle.document.get("staff", ())
    return given.staff in {before.staff, *(person["id"] for person in named)}


_GIVEN: Final = ("token", "device", "staff")


def address_of(enrolment: Enrolment | None) -> tuple[ServerAddress, str]:
    """The server of an enrolled tablet, and the token; NotEnrolled if there is none."""
    if enrolment is None or enrolment.url is None or enrolment.token is None:
        raise NotEnrolled
    return ServerAddress(url=enrolment.url, ca=enrolment.ca), enrolment.token


def fetch_bundle(address: ServerAddress, token: str, etag: str | None) -> Bundle | None:
    """Forms, areas, grants and names; None if they are still those of `etag`.

    Raises:
        Unreachable: no answer, or none that can be used.
    """
    headers = {"Authorization": f"Bearer {token}"}
    if etag:
        headers["If-None-Match"] = f'"{etag}"'
    reply = _exchange(address, "GET", "/api/v1/bundle", headers=headers)
    if reply.status == 304:
        return None
    if reply.status != 200 or "forms" not in reply.document:
        raise Unreachable(reason=_reason(reply, "en"))
    return Bundle(etag=reply.etag, document=reply.document)


def _exchange(
    address: ServerAddress,
    method: str,
    resource: str,
    *,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    sent = {"Accept": "application/json", **(headers or {})}
    content = None
    if body is not None:
        content = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    connection = address.connect()
    try:
        connection.request(method, address.path(resource), body=content, headers=sent)
        answer = connection.getresponse()
        data = answer.read(BODY_BYTES_MAX)
        etag = (answer.getheader("ETag") or "").removeprefix("W/").strip('"')
        document = json.loads(data) if data else {}
    except (OSError, HTTPException) as error:
        raise Unreachable(reason=str(error) or type(error).__name__) from error
    except ValueError as error:
        raise Unreachable(reason=f"HTTP {answer.status}") from error
    finally:
        connection.close()
    return Reply(answer.status, etag, document if isinstance(document, dict) else {})


def _reason(reply: Reply, lang: str) -> str:
    """The server's reason, in the reader's language where the catalogue knows it."""
    known = BY_NAME.get(str(reply.document.get("code")))
    if known is not None:
        return known.hint(lang)
    return str(reply.document.get("detail") or f"HTTP {reply.status}")
