"""Mutants of honest HTTP requests, the same ones for the same seed.

A request is its method, target, headers and body; a mutation changes one of them, or the bytes
that they make. What is written may wait for ever to be whole: `unfinished` says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.acceptance.district import Grid

Header = tuple[bytes, bytes]

STRANGE: Sequence[bytes] = (
    b"", b" ", b"\x00", b"%", b"%00", b"%zz", b"%ff%fe", b"%ed%a0%80", b"%F0%9F%92%A9", b"\xff\xfe",
    b"\xe5\x85\xa8", b"..", b"../../etc/passwd", b"%2e%2e%2f", b"//evil.test", b"\\\\evil.test",
    b"'", b"\"><script>", b"' OR 1=1 --", b"{{7*7}}", b"${7*7}", b"-1", b"0", b"1", b"9" * 18,
    b"9" * 30, b"9" * 5000, b"0-0", b"9-9-q", b"9" * 30 + b"-1-q", b"1e999", b"nan", b"0001-01-01",
    b"9999-12-31", b"2026-W01-1", b"x" * 3000, b"%25" * 500, b"*", b"\"", b"(",
    b"NEAR(a b)", b"a" * 9000, b"null", b"true", b"[]", b"=1+1", b"\t", b"\x7f", b"\x1f", b"a\x1fb",
    b"\xc2\xa0", b"+", b"%0d%0aX:1",
)  # fmt: skip

HEADERS: Sequence[bytes] = (
    b"Host", b"Origin", b"Cookie", b"Authorization", b"Accept-Language", b"Accept",
    b"If-None-Match",
    b"Content-Type", b"X-Forwarded-For", b"X-Forwarded-Proto", b"X-Forwarded-Host", b"Referer",
    b"Range", b"Accept-Encoding", b"TE", b"Sec-WebSocket-Protocol", b"X-HTTP-Method-Override",
    b"Forwarded", b"User-Agent",
)  # fmt: skip

VALUES: Sequence[bytes] = (
    *STRANGE, b"[", b"]", b"[::1", b"x:y:z", b"localhost:99999", b"http://[", b"http://x:port",
    b"null",
    b"http://127.0.0.1", b"file:///", b"Bearer", b"Bearer ", b"Basic YTpi", b"bearer \xff",
    b"doorstep_session=", b"doorstep_session=\xff; doorstep_lang=en", b"doorstep_lang=xx; =; ;;",
    b"doorstep_session=" + b"a" * 5000, b"zh;q=nan, en;q=inf", b"en;q=-1,zh;q=1e999", b"," * 3000,
    b"W/\"a\", *", b"\"", b"bytes=0-,-1", b"https", b"javascript", b"127.0.0.1, \xff, unix:",
    b"multipart/form-data; boundary=", b"text/html; charset=utf-7", b"identity;q=0, *;q=0",
)  # fmt: skip

METHODS: Sequence[bytes] = (
    b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"DELETE", b"PATCH", b"TRACE", b"PROPFIND",
    b"get", b"QUERY", b"CONNECT", b"PRI", b"G\x00T", b"",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request.

    Attributes:
        unfinished: its bytes may end before it does.
    """

    method: bytes = b"GET"
    target: bytes = b"/"
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    raw: bytes | None = None
    unfinished: bool = False
    done: tuple[str, ...] = field(default=())

    def data(self) -> bytes:
        """Its bytes."""
        if self.raw is not None:
            return self.raw
        lines = [self.method + b" " + self.target + b" HTTP/1.1"]
        lines += [name + b": " + value for name, value in self.headers]
        names = {name.lower() for name, _ in self.headers}
        if self.body and not names & {b"content-length", b"transfer-encoding"}:
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join([*lines, b"Connection: close", b"", self.body])


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser: its cookie, and the token of the forms that it is shown."""

    cookie: bytes
    form: bytes


def honest(
    host: bytes, token: bytes, person: Visitor, visitor: Visitor, grid: Grid
) -> list[Request]:
    """What tablets, browsers of one signed in and of one who is not, and monitors ask for."""
    common = ((b"Host", host),)
    signed = (*common, (b"Cookie", person.cookie))
    form = b"token=" + person.form + b"&"
    own = (*signed, (b"Origin", b"http://" + host))
    record = grid.opinion(0).encode()
    pages = (
        b"/", b"/records", b"/records?form=renovation_opinion&area=" + grid.id.encode(),
        b"/records?q=a&status=draft&clash=1&flag=1&merged=1&since=2026-01-01&after=1-1",
        b"/records/" + record, b"/clashes", b"/clashes?after=1-1-road", b"/nowhere", b"/password",
        b"/static/style.css?v=1", b"/login?next=/records",
    )  # fmt: skip
    enroll = b'{"code":"ABCD-EFGH","nonce":"n","device_name":"d","platform":"p"}'
    review = form + b"record=" + record + b"&upto=1&reason=x&why.road=y&question=phone&back=/"
    settle = form + b"record=" + record + b"&question=road&value=x&saw=1+2&back=/clashes&take="
    return [
        *(Request(target=page, headers=signed) for page in pages),
        *(Request(target=door, headers=common) for door in
          (b"/health/live", b"/health/ready", b"/metrics", b"/login")),
        Request(target=b"/api/v1/bundle",
                headers=(*common, (b"Authorization", b"Bearer " + token))),
        Request(method=b"POST", target=b"/api/v1/enroll", body=enroll, headers=common),
        *(Request(method=b"POST", target=b"/" + act, body=review, headers=own)
          for act in (b"approve", b"return", b"reveal")),
        Request(method=b"POST", target=b"/review", headers=own,
                body=form + b"act=return&reason=x&back=/records&pick=1-" + record),
        Request(method=b"POST", target=b"/settle", body=settle, headers=own),
        Request(method=b"POST", target=b"/settle", body=settle + b"1", headers=own),
        Request(method=b"POST", target=b"/login",
                body=b"token=" + visitor.form + b"&login=a&password=b&next=/",
                headers=(*common, (b"Origin", b"http://" + host), (b"Cookie", visitor.cookie))),
        Request(method=b"POST", target=b"/language", body=form + b"lang=en&back=/records",
                headers=own),
        Request(method=b"POST", target=b"/password", body=form + b"password=a&again=b",
                headers=own),
    ]  # fmt: skip


def mutants(seed: int, requests: Sequence[Request], count: int) -> list[Request]:
    """`count` mutants."""
    random = Random(seed)
    found = []
    for _ in range(count):
        request = random.choice(requests)
        for _ in range(random.choice((1, 1, 2, 3))):
            change = random.choice(MUTATIONS)
            if request.raw is None:
                request = replace(change(random, request), done=(*request.done, change.__name__))
        found.append(request)
    return found


def other_method(random: Random, request: Request) -> Request:
    return replace(request, method=random.choice(METHODS))


def strange_path(random: Random, request: Request) -> Request:
    """A segment of the path is another one."""
    path, mark, query = request.target.partition(b"?")
    segments = path.split(b"/")
    segments[random.randrange(len(segments))] = random.choice(STRANGE)
    return replace(request, target=b"/".join(segments) + mark + query)


def strange_query(random: Random, request: Request) -> Request:
    """A value of the query is another one, or there are more."""
    path, _, query = request.target.partition(b"?")
    pairs = [pair for pair in query.split(b"&") if pair] or [b"q=a"]
    at = random.randrange(len(pairs))
    name, _, _ = pairs[at].partition(b"=")
    pairs[at] = name + b"=" + random.choice(STRANGE).replace(b" ", b"+")
    pairs *= random.choice((1, 1, 1, 2, 200))
    return replace(request, target=path + b"?" + b"&".join(pairs))


def other_target(random: Random, request: Request) -> Request:
    """A target that is no path."""
    targets = (b"*", b"", b"http://evil.test/", b"evil.test:443", b"//", b"/" * 3000, b"/\x00",
               b"?", b"/#a", b"http://[/", b"/\xe5\x85\xa8", b"/%",
               b"/a?" + b"b" * 60_000)  # fmt: skip
    return replace(request, target=random.choice(targets))


def strange_header(random: Random, request: Request) -> Request:
    """A header says something else, once more, or for the first time."""
    added = (random.choice(HEADERS), random.choice(VALUES))
    kept = tuple(each for each in request.headers if random.random() < 0.5 or each[0] != added[0])
    return replace(request, headers=(*kept, added))


def header_gone(random: Random, request: Request) -> Request:
    kept = list(request.headers)
    if kept:
        kept.pop(random.randrange(len(kept)))
    return replace(request, headers=tuple(kept))


def many_headers(random: Random, request: Request) -> Request:
    count = random.choice((50, 500))
    return replace(
        request, headers=(*request.headers, *((b"X-%d" % n, b"v") for n in range(count)))
    )


def strange_name(random: Random, request: Request) -> Request:
    name = random.choice((b"", b" ", b"X Y", b"X\x00", b"\xff", b"X" * 5000, b":", b"X\r\n Y"))
    return replace(request, headers=(*request.headers, (name, b"v")))


def strange_length(random: Random, request: Request) -> Request:
    """The body is said to be longer or shorter than it is, or of no length."""
    said = random.choice(
        (b"0", b"1", b"5", b"-1", b"99999999999999999999", b"100000", b"x", b"+5", b"")
    )
    headers = (*request.headers, (b"Content-Length", said))
    return replace(request, headers=headers, body=request.body or b"x", unfinished=True)


def chunked(random: Random, request: Request) -> Request:
    """The body comes in chunks, honest or not."""
    body = request.body or b"x"
    pieces = (
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), b"%x\r\n%s\r\n" % (len(body), body),
        b"-1\r\n", b"ffffffffffffffff\r\nx\r\n", b"zz\r\nx\r\n0\r\n\r\n",
        b"1;" + b"e" * 3000 + b"\r\nx\r\n0\r\n\r\n", b"1\r\nx\r\n" * 3000 + b"0\r\n\r\n",
        b"0\r\nX-Trailer: 1\r\n\r\n", b"0" * 3000 + b"\r\n\r\n",
    )  # fmt: skip
    how = random.choice((b"chunked", b"chunked, chunked", b"gzip, chunked", b"identity", b"x\x00"))
    headers = (*request.headers, (b"Transfer-Encoding", how))
    return replace(request, headers=headers, body=random.choice(pieces), unfinished=True)


def strange_body(random: Random, request: Request) -> Request:
    """Another body, or a value of it."""
    bodies = (
        b"", b"{", b"[]", b"null", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"[" * 5000,
        b"9" * 6000,
        b'{"code":"' + b"\\u0000" * 50 + b'"}', b'{"code":"\\ud800","nonce":"n"}', b'{"code":NaN}',
        b'{"code":"a","nonce":"' + b"n" * 65 + b'"}', b'{"code":"a","nonce":1}', b'{"a":1e999}',
        b'{"code":"a","nonce":"n","device_name":"\\ud800"}', b"a" * 100_000,
        b"login=" + b"a" * 65_000,
        b"&".join(b"a%d=b" % n for n in range(200)), b"login=%ff&password=%00&next=%2f%2fevil.test",
        b"record=&question=&saw=a", b"password=" + b"x" * 300 + b"&again=" + b"x" * 300,
        b"\x00" * 500,
        b"record=hazard_report/1:a&take=99999999999999999999&question=x&saw=-1",
    )  # fmt: skip
    pairs = request.body.split(b"&")
    if b"=" in request.body and random.random() < 0.6:
        at = random.randrange(len(pairs))
        pairs[at] = pairs[at].partition(b"=")[0] + b"=" + random.choice(STRANGE).replace(b" ", b"+")
        return replace(request, body=b"&".join(pairs))
    return replace(request, body=random.choice(bodies))


def torn(random: Random, request: Request) -> Request:
    """Bytes are others, or missing."""
    data = bytearray(request.data())
    for _ in range(random.choice((1, 3, 10))):
        at = random.randrange(len(data))
        data[at : at + random.randrange(3)] = random.randbytes(random.randrange(3))
    return replace(request, raw=bytes(data), unfinished=True)


def upgrade(random: Random, request: Request) -> Request:
    """It asks to become something else."""
    wanted = random.choice((b"websocket", b"h2c", b"WebSocket, h2c", b"\xff"))
    key = random.choice((b"AAAAAAAAAAAAAAAAAAAAAA==", b"", b"x", b"\xff"))
    more = ((b"Upgrade", wanted), (b"Connection", b"Upgrade"), (b"Sec-WebSocket-Version", b"13"),
            (b"Sec-WebSocket-Key", key),
            (b"Sec-WebSocket-Protocol", random.choice((b"doorstep.v1", b"\xff", b""))))  # fmt: skip
    return replace(request, headers=(*request.headers, *more), unfinished=True)


MUTATIONS: Sequence[Callable[[Random, Request], Request]] = (
    other_method, strange_path, strange_path, strange_query, strange_query, strange_query,
    other_target, strange_header, strange_header, strange_header, header_gone, many_headers,
    strange_name, strange_length, chunked, strange_body, strange_body, strange_body, torn, upgrade,
)  # fmt: skip
