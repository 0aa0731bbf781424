"""Signing in and out, the language, and the first password of one's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from starlette.responses import Response

from server.clock import now_ms
from server.errors import WeakPassword
from server.pages import guard, language
from server.pages.errors import SignInFirst
from server.pages.origin import local_path
from server.pages.sessions import COOKIE, LASTS_S
from server.pages.visit import Visit
from server.people.passwords import CHARS_MAX, CHARS_MIN, hash_password
from server.people.staff import Staff
from server.refusals import note_refusal

_YEAR_S = 365 * 24 * 3600

BROUGHT: Final = "brought"
"""What the sign-in page brings along, field by field."""


def login(visit: Visit) -> Response:
    """The sign-in page, and what it sends.

    Wrong login, wrong password, and too many tries get one answer, after as long: a try that is not
    let through is checked against nobody's password.
    """
    target = local_path(visit.field("next") or visit.asked("next"))
    if visit.request.method != "POST":
        return visit.go(target) if visit.person else sign_in_page(visit, target)
    sessions, name = visit.frame.sessions, visit.field("login").strip()
    person = visit.station.directory.by_login.get(name)
    attempt = visit.frame.guard.admit(
        person=person.id if person else None,
        mark=_mark(visit, person) if person else None,
        address=visit.address,
    )
    token = sessions.sign_in(name if attempt else "", visit.field("password"), visit.address)
    if attempt is None or token is None:
        known = person.id if person else None
        note_refusal("login_refused", visit.request, staff=known)
        visit.frame.refused_sign_ins.note(known, visit.address, now_ms())
        brought = visit.fields.get(BROUGHT, ())
        return sign_in_page(visit, target, status=403, wrong=True, brought=brought)
    attempt.succeeded()
    return _with_session(visit, _onward(visit, target, token), token)


def _onward(visit: Visit, target: str, token: str) -> Response:
    """On to the page that was wanted; with what was typed there before, if anything was."""
    brought = [text.partition("=") for text in visit.fields.get(BROUGHT, ())]
    if not brought:
        return visit.go(target)
    fields = [(name, value) for name, _, value in brought]
    return replace(visit, secret=token).show("typed.html", target=target, brought=fields)


def _mark(visit: Visit, person: Staff) -> str | None:
    """The mark by which this browser is known to be this person's, if it is."""
    cookie = visit.request.cookies.get(guard.COOKIE)
    if not cookie:
        return None
    return guard.known_mark(cookie, person.id, visit.frame.sessions.password_hash(person.id))


def sign_in_page(
    visit: Visit,
    target: str,
    *,
    status: int = 200,
    wrong: bool = False,
    brought: Sequence[str] = (),
) -> Response:
    """The sign-in page.

    Args:
        visit: whose.
        target: where they want to go.
        status: of the answer.
        wrong: whether they tried in vain.
        brought: what was typed into a form while their session ended, each as `name=value`.
    """
    tree = visit.station.directory.tree
    district = tree.words(tree.roots[0], visit.words.lang) if tree.roots else ""
    typed = visit.field("login").strip() if wrong else ""
    return visit.show(
        "login.html",
        status,
        target=target,
        wrong=wrong,
        district=district,
        typed=typed,
        brought=brought,
    )


def logout(visit: Visit) -> Response:
    """Ends the session, also one that is over already."""
    visit.frame.sessions.sign_out(visit.request.cookies.get(COOKIE, ""), visit.address)
    answer = visit.go("/login")
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def switch_language(visit: Visit) -> Response:
    """Remembers the language and goes back to where the visitor was."""
    answer = visit.go(visit.field("back"))
    lang = visit.field("lang")
    if lang in language.LOCALES:
        visit.keep(answer, language.COOKIE, lang, lasts_s=_YEAR_S)
    return answer


def password(visit: Visit) -> Response:
    """A password of one's own in place of the one-time one."""
    if visit.person is None:
        raise SignInFirst
    if visit.request.method != "POST":
        return _password_page(visit, "")
    chosen = visit.field("password")
    if chosen != visit.field("again"):
        return _password_page(visit, visit.words.say("The two are not the same. Type them again."))
    try:
        hashed = hash_password(chosen)
    except WeakPassword:
        return _password_page(
            visit,
            visit.words.say(
                "Take %(least)s to %(most)s characters.", least=CHARS_MIN, most=CHARS_MAX
            ),
        )
    token = visit.frame.sessions.change_password(visit.person.id, hashed, visit.address)
    return _with_session(visit, visit.go("/"), token)


def _password_page(visit: Visit, wrong: str) -> Response:
    return visit.show("password.html", 400 if wrong else 200, wrong=wrong)


def _with_session(visit: Visit, answer: Response, token: str) -> Response:
    """Leaves the session in the browser, and the mark by which it is known next time."""
    sessions = visit.frame.sessions
    visit.keep(answer, COOKIE, token, lasts_s=LASTS_S)
    holder = sessions.holder(token)
    hashed = sessions.password_hash(holder.staff) if holder else None
    if holder and hashed:
        marks = guard.with_mark(
            visit.request.cookies.get(guard.COOKIE, ""), guard.mark_of(holder.staff, hashed)
        )
        visit.keep(answer, guard.COOKIE, marks, lasts_s=guard.LASTS_S)
    return answer
