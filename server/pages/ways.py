"""The way from one page to another, where that leads to something that the visitor may see."""

from server.pages.templating import link
from server.pages.visit import Visit


def way_to_glance(visit: Visit, area: str) -> str:
    """Where everything about an area is shown at one glance; empty where none of it is for them."""
    return f"/glance/{link(area)}" if visit.permit.touches(area) else ""
