"""Which path leads to which page, and who may open it."""

import functools

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.pages import assets
from server.pages.adopting import adopt
from server.pages.areas import area, areas
from server.pages.audit import audit
from server.pages.clashes import clashes
from server.pages.devices import devices, revoke
from server.pages.errors import NotThere
from server.pages.exports import export, exports, fetch
from server.pages.filling.pages import correct, new, preview
from server.pages.filling.starting import start
from server.pages.form_acts import delete, publish, resume, stop, trial, workbook
from server.pages.form_upload import upload
from server.pages.forms import form, forms
from server.pages.frame import PASSWORD_PATH, Frame, Whom
from server.pages.glance import glance
from server.pages.households import households
from server.pages.importing import looked
from server.pages.importing import start as start_import
from server.pages.list_templates import template
from server.pages.live import Live
from server.pages.login import login, logout, password, switch_language
from server.pages.numbers import numbers_page
from server.pages.orders import orders
from server.pages.overview import overview
from server.pages.person import code, codes, handover, person
from server.pages.quarantine import accept, discard, download, quarantine
from server.pages.record import record
from server.pages.records import records
from server.pages.revealing import reveal
from server.pages.review import approve_record, return_record
from server.pages.review_all import review_all, reviewed
from server.pages.round_acts import assign, close, make
from server.pages.round_doors import round_doors
from server.pages.rounds import one_round, rounds
from server.pages.sent import FILLED_IN
from server.pages.settle import settle_clash
from server.pages.signed_out import kept
from server.pages.silent import silent
from server.pages.staff import staff
from server.pages.visit import Visit


def routes(frame: Frame) -> list[BaseRoute]:
    """The pages; the last one answers every other path, so put them last.

    Args:
        frame: what they share.
    """
    both = ["GET", "POST"]
    signing_in = frame.page(login, Whom.everybody, slow=True, bounds=FILLED_IN)
    filled_in = functools.partial(frame.page, bounds=FILLED_IN, kept=kept)
    return [
        assets.ROUTE,
        Route("/live", Live(frame.station, frame.sessions).stream),
        Route("/login", signing_in, methods=both),
        Route("/logout", frame.page(logout, Whom.everybody), methods=["POST"]),
        Route("/language", frame.page(switch_language, Whom.everybody), methods=["POST"]),
        Route(PASSWORD_PATH, frame.page(password, Whom.signed_in, slow=True), methods=both),
        Route("/", frame.page(overview)),
        Route("/records", frame.page(records)),
        Route("/records/{record:path}", frame.page(record)),
        Route("/new", frame.page(start)),
        Route("/new/{form}/{area:path}", filled_in(new), methods=both),
        Route("/correct/{record:path}", filled_in(correct), methods=both),
        Route("/clashes", frame.page(clashes)),
        Route("/households", frame.page(households)),
        Route("/glance/{area:path}", frame.page(glance)),
        Route("/numbers", frame.page(numbers_page)),
        Route("/orders", frame.page(orders)),
        Route("/silent", frame.page(silent)),
        Route("/rounds", frame.page(rounds)),
        Route("/rounds/new", frame.page(make), methods=both),
        Route("/rounds/{round}", frame.page(one_round)),
        Route("/rounds/{round}/doors", frame.page(round_doors)),
        Route("/rounds/{round}/assign", frame.page(assign), methods=["POST"]),
        Route("/rounds/{round}/close", frame.page(close), methods=["POST"]),
        Route("/approve", frame.page(approve_record), methods=["POST"]),
        Route("/return", frame.page(return_record), methods=["POST"]),
        Route("/review", frame.page(review_all), methods=["POST"]),
        Route("/review/{review}", frame.page(reviewed)),
        Route("/reveal", frame.page(reveal), methods=["POST"]),
        Route("/devices", frame.page(devices)),
        Route("/devices/{device}/revoke", frame.page(revoke), methods=both),
        Route("/quarantine", frame.page(quarantine)),
        Route("/quarantine/accept", frame.page(accept), methods=["POST"]),
        Route("/quarantine/discard", frame.page(discard), methods=both),
        Route("/quarantine/{number}/bytes", frame.page(download)),
        Route("/areas", frame.page(areas)),
        Route("/areas/adopt", frame.page(adopt), methods=both),
        Route("/areas/{area:path}", frame.page(area)),
        Route("/import", frame.page(start_import)),
        Route("/import", frame.page(start_import, files=True), methods=["POST"]),
        Route("/import/template/{kind}", frame.page(template)),
        Route("/import/{name}", frame.page(looked), methods=both),
        Route("/staff", frame.page(staff)),
        Route("/staff/codes", frame.page(codes), methods=both),
        Route("/staff/{staff}", frame.page(person)),
        Route("/staff/{staff}/code", frame.page(code), methods=["POST"]),
        Route("/staff/{staff}/handover", frame.page(handover), methods=both),
        Route("/forms", frame.page(forms)),
        Route("/forms/upload", frame.page(upload, files=True), methods=["POST"]),
        Route("/forms/{form}/trial", frame.page(trial), methods=["POST"]),
        Route("/forms/{form}/publish", frame.page(publish), methods=["POST"]),
        Route("/forms/{form}/stop", frame.page(stop), methods=["POST"]),
        Route("/forms/{form}/resume", frame.page(resume), methods=["POST"]),
        Route("/forms/{form}/delete", frame.page(delete), methods=["POST"]),
        Route("/forms/{form}/workbook", frame.page(workbook)),
        Route("/forms/{form}", frame.page(form)),
        Route("/forms/{form}/preview", filled_in(preview), methods=both),
        Route("/audit", frame.page(audit)),
        Route("/settle", frame.page(settle_clash), methods=["POST"]),
        Route("/exports", frame.page(exports), methods=both),
        Route("/exports/{job}", frame.page(export)),
        Route("/exports/{job}/{number:int}", frame.page(fetch)),
        Route("/{path:path}", frame.page(_elsewhere)),
    ]


def _elsewhere(_: Visit) -> Response:
    raise NotThere
