"""A form that was filled in while its session ended: nothing that was typed is lost.

Whoever is signed out meanwhile comes to the sign-in page, which brings along what was typed,
unseen, and hands it on once somebody is signed in; the server keeps nothing of it. Whoever signed
in anew in another window gets the page again with all that stands in it. Nothing is stored before
they have seen it and press once more.
"""

from dataclasses import replace
from typing import Final

from starlette.responses import Response

from server.pages.filling.posted import Press
from server.pages.frame import Page
from server.pages.login import sign_in_page
from server.pages.templating import link
from server.pages.tokens import FIELD
from server.pages.visit import Visit

_PRESSED: Final = frozenset({FIELD, "press", "add", "remove", "restore"})
"""Fields that say what was pressed, or in which session; they are no part of what was typed."""


def kept(visit: Visit, page: Page) -> Response:
    """The same page again with what was typed, or the sign-in page on the way to it."""
    typed = {name: values for name, values in visit.fields.items() if name not in _PRESSED}
    if visit.person is not None:
        return page(replace(visit, fields={**typed, "press": (Press.kept.value,)}))
    query = visit.request.url.query
    path = link(visit.request.scope["path"])
    target = f"{path}?{query}" if query else path
    brought = [f"{name}={value}" for name, values in typed.items() for value in values]
    return sign_in_page(visit, target, status=401, brought=brought)
