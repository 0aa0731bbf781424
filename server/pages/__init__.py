"""The pages for supervisors: rendered here, working without a script, in Chinese and English.

`frame` is what every page has in common; each page is a module, its template in `templates/`, its
sentences in `locale/`. People see their own areas alone, and one answer for what is absent and what
is not theirs. Nothing comes from another host.
"""

from server.pages.routing import routes

__all__ = ["routes"]
