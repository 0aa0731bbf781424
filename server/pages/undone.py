"""What a page answers where something that was pressed could not be done: why, and the way back."""

from starlette.responses import Response

from server.pages.visit import Visit


def undone(visit: Visit, here: str, **facts: str) -> Response:
    """The page that says so.

    Args:
        visit: who pressed.
        here: the page of the bar to which this belongs.
        facts: `heading`, `sentence`, `back`, and `way_back` where the link has words of its own.
    """
    return visit.show("undone.html", 409, here=here, **facts)
