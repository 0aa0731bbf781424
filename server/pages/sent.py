"""What a form sent: read within bounds, from this site alone, for the session it was shown to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qsl

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from server.pages import origin, tokens
from server.pages.errors import ForeignOrigin, SignInFirst, StaleForm, TooMuch
from server.pages.sessions import COOKIE


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How much a form may send: bytes of its body, and fields."""

    bytes_max: int
    fields_max: int


SHORT: Final = Bounds(bytes_max=64 * 1024, fields_max=1_000)
"""A household's file has a field for the reason beside each answer; the body bounds the rest."""

FILLED_IN: Final = Bounds(bytes_max=512 * 1024, fields_max=8_000)
"""A form that is filled in: what a record may hold, in the spelling of addresses, which is thrice
as long; four hundred rows of twenty questions."""

UPLOAD_BYTES_MAX: Final = 16 * 1024 * 1024
"""A workbook, of 5 MB at most, and the files that it names."""

UPLOAD_FILES_MAX: Final = 20
UPLOAD_FIELDS_MAX: Final = 10

Fields = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A file that was sent: under which field, what it is called, and its bytes."""

    field: str
    name: str
    content: bytes


async def fields_of(request: Request, origins: Collection[str], bounds: Bounds = SHORT) -> Fields:
    """The fields that a request posts; none where it posts nothing.

    Args:
        request: its body is read here.
        origins: further sites that may post.
        bounds: how much it may be.

    Raises:
        ForeignOrigin: another site's form; nothing of it was looked at.
        TooMuch: more than any form of these pages has, or no form at all.
    """
    if request.method != "POST":
        return {}
    if not origin.is_own(request, origins):
        raise ForeignOrigin
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > bounds.bytes_max:
            raise TooMuch
    if len(body) > SHORT.bytes_max:  # whoever reads tablets' messages is not held up by it
        return await anyio.to_thread.run_sync(_fields, bytes(body), bounds)
    return _fields(bytes(body), bounds)


def _fields(body: bytes, bounds: Bounds) -> Fields:
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(body.decode("ascii"), True, True, max_num_fields=bounds.fields_max)  # noqa: FBT003 - blank values are kept, anything else is refused
    except ValueError as error:
        raise TooMuch from error
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


async def upload_of(request: Request, origins: Collection[str]) -> Fields:
    """The fields of a form that brings files; these are left in `request.state.files`.

    Args:
        request: its body is read here.
        origins: as for `fields_of`.

    Raises:
        ForeignOrigin, TooMuch: as `fields_of`; also a body that does not say how long it is.
    """
    if not origin.is_own(request, origins):
        raise ForeignOrigin
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > UPLOAD_BYTES_MAX:
        raise TooMuch
    try:
        async with request.form(
            max_files=UPLOAD_FILES_MAX, max_fields=UPLOAD_FIELDS_MAX, max_part_size=SHORT.bytes_max
        ) as form:
            items = form.multi_items()
            request.state.files = [
                Sent(field=name, name=PurePosixPath(value.filename or "").name, content=content)
                for name, value in items
                if isinstance(value, UploadFile)
                and not (value.filename or ".").startswith(".")
                and (content := await value.read())
            ]
    except HTTPException as error:
        raise TooMuch from error
    found: dict[str, tuple[str, ...]] = {}
    for name, value in items:
        if isinstance(value, str):
            found[name] = (*found.get(name, ()), value)
    return found


def check_token(request: Request, secret: str, given: str, *, signed_in: bool) -> None:
    """Nothing for a form that this visitor was shown.

    Args:
        request: which posts it.
        secret: the visitor's, of which the token is made.
        given: the token in the form.
        signed_in: whether the visitor's session goes on.

    Raises:
        SignInFirst: the session in which it was shown is over.
        StaleForm: any other form.
    """
    if tokens.fits(secret, given):
        return
    if not signed_in and COOKIE in request.cookies:
        raise SignInFirst
    raise StaleForm
