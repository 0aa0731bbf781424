"""The token in every form: proof that whoever posts was shown the page that the form stands on.

A token is the HMAC-SHA256 of a secret that the browser keeps in a cookie and no script and no other
site can read: the session's own cookie, or, before anybody signs in, one drawn for this visitor. So
it is another for every session, ends with it, and nothing has to be kept here. The Origin of a
request is looked at first (`origin`); this is the second lock, for a browser that sends none, and
against signing somebody in under a foreign name.
"""

import hashlib
import hmac
from typing import Final

FIELD: Final = "token"
"""The name under which a form sends it."""

VISITOR_COOKIE: Final = "doorstep_visitor"
"""The secret of one who is not signed in; it lasts as long as the browser is open."""

_PURPOSE: Final = b"doorstep form"


def form_token(secret: str) -> str:
    """The token of the forms that the holder of this secret is shown."""
    return hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def fits(secret: str, given: str) -> bool:
    """Whether a form was made for the holder of this secret; as fast for any wrong one."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode())
