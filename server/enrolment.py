"""The tablets' HTTP doors: `POST /api/v1/enroll` and `GET /api/v1/bundle`.

What a tablet needs before it opens `/sync`: a token for a code, and the forms, areas and names of
its holder's grants. Problems are answered as RFC 9457 documents from the numbered catalogue.
Nothing of a request is stored before it was checked against its bounds.
"""

import asyncio
import sqlite3
import unicodedata
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server import problem_response
from server.clock import now_ms
from server.errors import (
    InvalidRequest,
    NoSuchCode,
    Revoked,
    ServerError,
    TooManyCodes,
    Unauthenticated,
)
from server.json_body import json_object
from server.people import audit, devices, enrolment, forms
from server.people.devices import Device
from server.people.lockout import Lockout, Patience, network_of
from server.refusals import note_refusal
from server.station import Station

ENROLL_BYTES_MAX = 16 * 1024
"""Bound of an enrolment request: four short texts."""

WRONG_CODES = Patience(free=200, wait_s=2, wait_max_s=300, memory_s=1800)
"""Of one address: a district may enrol from behind one router, all at once, and mistype; of the
2^40 codes nobody tries more than some thousand a day."""

NO_STORE = {"Cache-Control": "no-store"}

Handler = Callable[[Request], Awaitable[Response]]


def routes(station: Station) -> list[Route]:
    """The two routes over a station."""
    tries = Lockout(WRONG_CODES)

    async def enroll(request: Request) -> Response:
        return await _enroll(station, tries, request)

    async def bundle(request: Request) -> Response:
        return await _bundle(station, request)

    return [
        Route("/api/v1/enroll", _with_problems(enroll), methods=["POST"]),
        Route("/api/v1/bundle", _with_problems(bundle), methods=["GET"]),
    ]


def _with_problems(handler: Handler) -> Handler:
    """The handler, its ServerErrors answered as problem documents."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ServerError as error:
            headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
            return problem_response.response(error, {**NO_STORE, **headers})

    return answer


async def _enroll(station: Station, tries: Lockout, request: Request) -> Response:
    asked = await json_object(request, ENROLL_BYTES_MAX)
    nonce = _text(asked, "nonce", most=devices.NONCE_BYTES_MAX, in_bytes=True)
    code = _text(asked, "code", most=64)
    device_name = _label(asked, "device_name")
    platform = _label(asked, "platform")
    at_ms = now_ms()

    def act(connection: sqlite3.Connection) -> enrolment.Enrolled:
        enrolled = enrolment.enroll(
            connection,
            code=code,
            nonce=nonce,
            device_name=device_name,
            platform=platform,
            now_ms=at_ms,
        )
        audit.record(
            connection,
            at_ms=at_ms,
            actor=enrolled.staff,
            act="devices.enroll",
            subject=enrolled.device,
            detail={"name": device_name, "platform": platform},
        )
        return enrolled

    network = network_of(request.client.host if request.client else "")
    if network is not None and not tries.admit(network):
        note_refusal("enrolment_refused", request, reason=TooManyCodes.code)
        raise TooManyCodes
    try:
        enrolled = await asyncio.wrap_future(station.writer.execute(act))
    except NoSuchCode:
        note_refusal("enrolment_refused", request)
        raise
    if network is not None:
        tries.forgive(network)
    return JSONResponse(
        {"token": enrolled.token, "device": enrolled.device, "staff": enrolled.staff},
        headers=NO_STORE,
    )


async def _bundle(station: Station, request: Request) -> Response:
    device = _bearer(station, request)
    # A district's bundle takes a tenth of a second to make: not on the loop that serves sockets.
    etag, body = await run_in_threadpool(station.directory.bundle, device.staff)
    headers = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"}
    if _knows(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    at_ms = now_ms()
    station.writer.execute(lambda known: forms.note_given(known, device.id, at_ms))
    return Response(body, media_type="application/json", headers=headers)


def _bearer(station: Station, request: Request) -> Device:
    """The device whose token the request carries.

    Raises:
        Unauthenticated: no token, or one that nobody has.
        Revoked: the device or its holder is shut out.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    directory = station.directory
    device = directory.device_of_token(token.strip()) if scheme.lower() == "bearer" else None
    if device is None:
        note_refusal("token_refused", request, reason=Unauthenticated.code)
        raise Unauthenticated
    holder = directory.staff.get(device.staff)
    if device.revoked or holder is None or holder.disabled:
        note_refusal("token_refused", request, reason=Revoked.code, device=device.id)
        raise Revoked
    return device


def _knows(if_none_match: str, etag: str) -> bool:
    """Whether the caller has this version already (RFC 9110, 13.1.2: weak comparison)."""
    known = {each.strip().removeprefix("W/").strip('"') for each in if_none_match.split(",")}
    return etag in known or "*" in known


def _text(asked: Mapping[str, object], name: str, *, most: int, in_bytes: bool = False) -> str:
    """A text that is not empty, of at most so many characters (or bytes of UTF-8)."""
    value = asked.get(name)
    unit = "bytes" if in_bytes else "characters"
    if isinstance(value, str) and value and not _has_surrogate(value):
        size = len(value.encode()) if in_bytes else len(value)
        if size <= most:
            return value
    raise InvalidRequest(reason=f"{name} is a text of 1 to {most} {unit}")


def _label(asked: Mapping[str, object], name: str) -> str:
    """A text for people to read, on one line; empty where none was given."""
    if asked.get(name) in (None, ""):
        return ""
    text = _text(asked, name, most=devices.NAME_CHARACTERS_MAX)
    plain = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return unicodedata.normalize("NFC", plain).strip()


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
