"""A browser without JavaScript: it follows redirects, keeps cookies, sends the forms it is shown.

Built on the standard library, so that nothing of the server's own stack stands between the pages
and the test.
"""

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.acceptance.commands import COMMAND_S


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it sends whatever is pressed, and its buttons."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "input" and given.get("type") == "hidden":
            self.forms[-1].fields.append((given["name"], given["value"]))
        elif tag == "button" and "name" in given:
            self.forms[-1].buttons.append((given["name"], given["value"]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address showed."""

    status: int
    url: str
    html: str

    @property
    def forms(self) -> list[Form]:
        """Its forms, in order."""
        return self._read().forms

    @property
    def text(self) -> str:
        """What a person reads of it, in one line."""
        return " ".join(" ".join(self._read().text).split())

    def _read(self) -> _Forms:
        reader = _Forms()
        reader.feed(self.html)
        return reader


class Browser:
    """A person's browser at a server."""

    def __init__(self, url: str, lang: str = "zh-CN") -> None:
        self.url = url
        self._lang = lang
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def sign_in(self, login: str, password: str) -> "Browser":
        """Signs in on the sign-in page."""
        page = self.send("/login", login=login, password=password, next="/")
        assert (page.status, page.url) == (200, f"{self.url}/"), page.text
        return self

    def open(self, path: str) -> Page:
        """Shows a page."""
        return self._ask(urllib.request.Request(self._address(path)))

    def send(self, path: str, origin: str | None = None, **fields: object) -> Page:
        """Posts a form as a page of this server (or of another origin) would."""
        return self.send_pairs(path, [(name, str(v)) for name, v in fields.items()], origin)

    def send_pairs(
        self, path: str, fields: list[tuple[str, str]], origin: str | None = None
    ) -> Page:
        """The same, where a field comes more than once."""
        if "token" not in dict(fields):
            fields = [*fields, ("token", self._token())]
        return self._ask(self._post(path, urlencode(fields).encode(), origin))

    def upload(self, path: str, field: str, file: Path) -> Page:
        """Posts a file as the form of a page does."""
        parts = [
            ('form-data; name="token"', self._token().encode()),
            (f'form-data; name="{field}"; filename="{file.name}"', file.read_bytes()),
        ]
        lines = [
            line
            for head, content in parts
            for line in (b"--=part=", f"Content-Disposition: {head}".encode(), b"", content)
        ]
        body = b"\r\n".join([*lines, b"--=part=--", b""])
        request = self._post(path, body)
        request.add_header("Content-Type", "multipart/form-data; boundary==part=")
        return self._ask(request)

    def press(self, form: Form, name: str, value: object) -> Page:
        """Presses the button of this name and value, which the form has to have."""
        assert (name, str(value)) in form.buttons, form
        return self.send(form.action, **dict(form.fields), **{name: value})

    def _address(self, path: str) -> str:
        return self.url + quote(path, safe="/:?=&+%")

    def _post(self, path: str, body: bytes, origin: str | None = None) -> urllib.request.Request:
        """What a page of this server, or of another origin, posts."""
        request = urllib.request.Request(self._address(path), data=body)
        request.add_header("Origin", origin or self.url)
        return request

    def _token(self) -> str:
        """What every form shown to this browser carries; the page of no address has one too."""
        fields = self.open("/nowhere").forms[0].fields
        return dict(fields)["token"]

    def _ask(self, request: urllib.request.Request) -> Page:
        request.add_header("Accept-Language", self._lang)
        try:
            with self._opener.open(request, timeout=COMMAND_S) as answer:
                return Page(answer.status, answer.url, answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.code, error.url, error.read().decode("utf-8"))
