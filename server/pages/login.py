"""Signing in and out, the language, and the first password of one's own."""

from starlette.responses import Response

from server.errors import WeakPassword
from server.pages import language
from server.pages.errors import SignInFirst
from server.pages.frame import Visit
from server.pages.origin import local_path
from server.pages.sessions import COOKIE, LASTS_S
from server.people.passwords import CHARS_MAX, CHARS_MIN, hash_password
from server.refusals import note_refusal

_YEAR_S = 365 * 24 * 3600


def login(visit: Visit) -> Response:
    """The sign-in page, and what it sends: one answer for a wrong login and a wrong password."""
    target = local_path(visit.field("next") or visit.asked("next"))
    if visit.request.method != "POST":
        return visit.go(target) if visit.person else _login_page(visit, target, wrong=False)
    name = visit.field("login").strip()
    token = visit.frame.sessions.sign_in(name, visit.field("password"))
    if token is None:
        people = visit.station.directory.staff.values()
        known = next((person.id for person in people if person.login == name), None)
        note_refusal("login_refused", visit.request, staff=known)
        return _login_page(visit, target, wrong=True)
    return _with_session(visit, visit.go(target), token)


def _login_page(visit: Visit, target: str, *, wrong: bool) -> Response:
    tree = visit.station.directory.tree
    district = tree.words(tree.roots[0], visit.words.lang) if tree.roots else ""
    status = 403 if wrong else 200
    return visit.show("login.html", status, target=target, wrong=wrong, district=district)


def logout(visit: Visit) -> Response:
    """Ends the session, also one that is over already."""
    visit.frame.sessions.sign_out(visit.request.cookies.get(COOKIE, ""))
    answer = visit.go("/login")
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def switch_language(visit: Visit) -> Response:
    """Remembers the language and goes back to where the visitor was."""
    answer = visit.go(visit.field("back"))
    lang = visit.field("lang")
    if lang in language.LOCALES:
        answer.set_cookie(
            language.COOKIE, lang, max_age=_YEAR_S, path="/", httponly=True, samesite="lax"
        )
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
    token = visit.frame.sessions.change_password(visit.person.id, hashed)
    return _with_session(visit, visit.go("/"), token)


def _password_page(visit: Visit, wrong: str) -> Response:
    return visit.show("password.html", 400 if wrong else 200, wrong=wrong)


def _with_session(visit: Visit, answer: Response, token: str) -> Response:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=LASTS_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=visit.request.url.scheme == "https",
    )
    return answer
