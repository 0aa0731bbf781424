"""A visit: one request for a page, with who asks, in which language, and what they may see.

What pages are written against. Invariants: rights are those of this moment, and what is tried is
seen only by visits that are about it.

Left out: how a request becomes a visit, and an answer a response (`frame`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from schema.grant import Permit
from schema.trial import is_trial
from server.clock import now_ms
from server.pages import cookies, origin, templating, tokens
from server.pages.freshness import Freshness
from server.pages.sent import Fields
from server.pages.words import Words
from server.people.staff import Staff
from server.station import Station
from server.views.asking import Sight

if TYPE_CHECKING:
    from server.pages.frame import Frame

_OF_AN_AREA: Final = frozenset(
    {
        *("/records", "/clashes", "/households", "/silent", "/exports", "/devices", "/staff"),
        *("/numbers", "/orders"),
    }
)
"""Pages that an address narrows to an area."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One request for a page.

    Attributes:
        frame: what all visits share.
        request: as it came.
        words: the visitor's language.
        person: who is signed in; None on the sign-in page alone.
        fields: what a form sent.
        secret: of the session or, before there is one, of the visitor; see `tokens`.
        fresh: how fresh the data was before anything of it was read, so that a page never claims
            to hold what it read too early; None for whoever is not signed in.
    """

    frame: "Frame"
    request: Request
    words: Words
    person: Staff | None
    fields: Fields
    secret: str
    fresh: Freshness | None

    @property
    def token(self) -> str:
        """What every form of this visitor's pages carries."""
        return tokens.form_token(self.secret)

    @property
    def station(self) -> Station:
        """The data directory."""
        return self.frame.station

    @property
    def permit(self) -> Permit:
        """What the visitor may do."""
        staff = self.person.id if self.person else ""
        return self.station.directory.permit(staff, trials=self._of_a_trial)

    @property
    def _of_a_trial(self) -> bool:
        """Whether the visit is about what is tried, which no list or sum shows beside the rest."""
        record = self.request.path_params.get("record") or self.field("record")
        form = self.request.path_params.get("form") or self.asked("form")
        return is_trial(record or form)

    @property
    def now_ms(self) -> int:
        """When it began: what is overdue on a page is so at one moment."""
        return self.words.now_ms

    @property
    def sight(self) -> Sight:
        """What the visitor may see."""
        return Sight(permit=self.permit, tree=self.station.directory.tree)

    @property
    def path(self) -> str:
        """Where the visitor is, with what was asked for, to come back to.

        What answers a form has no address of its own: then it is where the form stood.
        """
        if self.request.method == "POST":
            return origin.local_path(self.field("back"))
        path = templating.link(self.request.scope["path"])
        query = self.request.url.query
        return f"{path}?{query}" if query else path

    @property
    def place(self) -> str:
        """What the page is of, for its heading on paper: the area asked for, else one's own.

        An area that the visitor may not look at is not named.
        """
        tree, own = self.station.directory.tree, [grant.area for grant in self.permit.grants]
        narrowed = self.request.scope["path"] in _OF_AN_AREA
        asked = tree.get(self.asked("area")) if narrowed else None
        if asked and not set(tree.lineage(asked.id)).isdisjoint(own):
            return self.words.area(asked.id)
        return self.words.area(own[0]) if own else ""

    @property
    def address(self) -> str:
        """Where the request comes from, as far as the proxies in between say so."""
        return self.request.client.host if self.request.client else ""

    def keep(self, answer: Response, name: str, value: str, *, lasts_s: int | None = None) -> None:
        """Leaves a cookie in the visitor's browser."""
        cookies.keep(self.station, self.request, answer, name, value, lasts_s=lasts_s)

    def note_reads(self, records: Iterable[str]) -> None:
        """Has it written down that the visitor reads these records, where they are restricted."""
        restricted = self.station.directory.restricted
        read = [record for record in records if record.partition("/")[0] in restricted]
        if read and self.person:
            self.frame.reads.note(self.person.id, read, now_ms())

    def field(self, name: str) -> str:
        """What a form sent under a name; empty if nothing."""
        return self.fields.get(name, ("",))[0]

    def asked(self, name: str) -> str:
        """What the address asks for under a name; empty if nothing."""
        return self.request.query_params.get(name, "").strip()

    def show(self, template: str, status: int = 200, **facts: object) -> Response:
        """A page made of a template and these facts."""
        return HTMLResponse(self.frame.rendered(self, template, facts), status_code=status)

    def go(self, path: str) -> Response:
        """On to another page of this site, by GET."""
        return RedirectResponse(origin.local_path(path), status_code=303)
