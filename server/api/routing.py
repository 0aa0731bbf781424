"""Which address answers what. `openapi.json` describes the same, which a test sees to.

Enrolment and downloads of tablets stand in `server.enrolment`; they come before these.
"""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.api import exports, forms, keeping, numbers, people, records, rounds, standing
from server.api.answering import HEADERS, Answers, Resource
from server.api.parameters import PAGED
from server.pages.errors import NotThere
from server.pages.frame import Frame
from server.problem_response import response

PREFIX: Final = "/api/v1"

RESOURCES: Final = (
    Resource(path="/records", read=records.records, parameters=PAGED, filters=True),
    Resource(path="/records/{record:path}", read=records.record, parameters={"history"}),
    Resource(path="/clashes", read=records.clashes, parameters=PAGED, filters=True),
    Resource(path="/overview", read=records.overview),
    Resource(
        path="/households",
        read=standing.households,
        parameters={*PAGED, "form", "area", "state", "q"},
    ),
    Resource(
        path="/numbers",
        read=numbers.district_numbers,
        parameters={"number", "area", "from", "until"},
    ),
    Resource(path="/orders", read=numbers.orders, parameters={"form", "area"}),
    Resource(path="/silent", read=standing.silent, parameters=PAGED),
    Resource(path="/rounds", read=rounds.rounds, parameters=PAGED),
    Resource(path="/rounds/{round}", read=rounds.one_round),
    Resource(
        path="/rounds/{round}/doors",
        read=rounds.round_doors,
        parameters={*PAGED, "state", "staff", "area", "which"},
    ),
    Resource(path="/devices", read=people.devices, parameters={*PAGED, "area"}),
    Resource(path="/staff", read=people.staff, parameters={*PAGED, "role", "area"}),
    Resource(path="/areas", read=people.areas, parameters={*PAGED, "prefix", "kind"}),
    Resource(
        path="/forms",
        read=people.forms,
        act=forms.upload,
        body_bytes_max=forms.UPLOAD_BYTES_MAX,
    ),
    Resource(path="/forms/{form}", read=people.form, parameters={"version"}),
    Resource(path="/forms/{form}/workbook", read=forms.workbook, parameters={"version"}),
    Resource(path="/forms/{form}/trial", act=forms.trial),
    Resource(path="/forms/{form}/publish", act=forms.publish),
    Resource(path="/forms/{form}/stop", act=forms.stop),
    Resource(path="/forms/{form}/resume", act=forms.resume),
    Resource(path="/forms/{form}/delete", act=forms.delete),
    Resource(path="/form-versions", read=forms.versions, parameters=PAGED),
    Resource(path="/quarantine", read=keeping.quarantine, parameters={*PAGED, "reason", "device"}),
    Resource(path="/audit", read=keeping.audit_lines, parameters={*PAGED, "q"}),
    Resource(path="/exports", read=exports.exports, act=exports.begin),
    Resource(path="/exports/{job}", read=exports.export),
    Resource(path="/exports/{job}/files/{number:int}", read=exports.file),
)

DESCRIPTION: Final = Path(__file__).with_name("openapi.json")


def routes(frame: Frame) -> list[BaseRoute]:
    """The API; its last route answers every other path below `PREFIX`.

    Args:
        frame: what the pages of this server share.
    """
    answers = Answers(frame)
    description = DESCRIPTION.read_bytes()

    async def described(_: Request) -> Response:
        return Response(description, media_type="application/json", headers=HEADERS)

    async def elsewhere(_: Request) -> Response:
        return response(NotThere(), HEADERS)

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    return [
        Route(f"{PREFIX}/openapi.json", described),
        *(
            Route(f"{PREFIX}{each.path}", answers.endpoint(each), methods=methods)
            for each in RESOURCES
        ),
        Route(f"{PREFIX}/{{path:path}}", elsewhere, methods=methods),
    ]
