"""`/api/v1`: what the pages show, as JSON, for programs that sign in as a person does.

Every list of a page has a twin here with the same filters, the same rights and the same masks; a
document is the one that the commands print. `answering` is what every address has in common, each
further module is a group of them, `routing` names them all, and `openapi.json` describes them: a
test holds it against the routes and against what they answer.

Left out: tokens for programs. A session is a person's, ends like one, and is bound to what that
person may do.
"""

from server.api.routing import routes

__all__ = ["routes"]
