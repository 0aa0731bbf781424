"""What a page answers instead of itself: a branch of the server's tree.

server.errors.ServerError
└── PageError
    ├── SignInFirst         nobody is signed in: off to the sign-in page, and back afterwards
    ├── NotThere            one answer for what is absent and for what is forbidden
    ├── ReadOnly            seen, but not to be written by this person
    ├── NotYoursToReview    seen, but not to be approved or returned by this person
    ├── ForeignOrigin       a POST that comes from another site
    ├── StaleForm           a form that was shown before signing in anew
    ├── TooMuch             a body larger than any of our forms
    ├── TooBusy             more sign-ins at once than can be checked in a moment
    └── NoSuchFilter        an address that asks for something these lists do not have

`sentence_id` is what a person reads, as the catalogues have it.
"""

from typing import ClassVar

from server.errors import ServerError


def N_(sentence: str) -> str:  # noqa: N802 - the name that catalogue tools look for
    """Marks a sentence for the catalogues where it is not said yet."""
    return sentence


class PageError(ServerError):
    """The page cannot be shown."""

    code = "page"
    sentence_id: ClassVar[str] = N_("The page cannot be shown.")
    advice_id: ClassVar[str] = N_("Go back and try again.")


class SignInFirst(PageError):
    """Sign in to see this page."""

    code = "sign_in"
    status = 401
    sentence_id = N_("Sign in to see this page.")


class NotThere(PageError):
    """This is not there, or not open to you."""

    code = "not_found"
    status = 404
    sentence_id = N_("This is not there, or not open to you.")
    advice_id = N_("Check the address, or look for it under Records.")


class ReadOnly(PageError):
    """You may look at this record, but not write into it."""

    code = "read_only"
    status = 403
    sentence_id = N_("You may look at this record, but not write into it.")
    advice_id = N_("Ask the community office to settle it.")


class NotYoursToReview(PageError):
    """You may look at this record, but not approve or return it."""

    code = "not_yours_to_review"
    status = 403
    sentence_id = N_("You may look at this record, but not approve or return it.")
    advice_id = N_("That is done by the community office.")


class ForeignOrigin(PageError):
    """The request came from another site and was refused."""

    code = "cross_origin"
    status = 403
    sentence_id = N_("The request came from another site and was refused.")
    advice_id = N_("Open the page here and press the button again.")


class StaleForm(PageError):
    """This page was opened before the last sign-in, so nothing was done."""

    code = "stale_form"
    status = 403
    sentence_id = N_("This page was opened before the last sign-in, so nothing was done.")
    advice_id = N_(
        "Load the page again and press the button once more. If that does not help, let the "
        "browser keep this site's cookies."
    )


class TooMuch(PageError):
    """What was sent is larger than any form of these pages."""

    code = "too_much"
    status = 413
    sentence_id = N_("What was sent is larger than any form of these pages.")


class TooBusy(PageError):
    """Too many people are signing in at this moment."""

    code = "too_busy"
    status = 503
    sentence_id = N_("Too many people are signing in at this moment.")
    advice_id = N_("Try again in some seconds.")


class NoSuchFilter(PageError):
    """There is no such filter."""

    code = "no_such_filter"
    status = 400
    sentence_id = N_("There is no such filter.")
    advice_id = N_("Open the page anew and choose from its lists.")
