"""Enrolling and fetching forms over HTTP, against a server of a few lines."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from clients.reference_cli.address import BadAddress, ServerAddress
from clients.reference_cli.enrolling import enrol, fetch_bundle
from clients.reference_cli.errors import AnotherServer, EnrolmentFailed, Unreachable
from sync.home.rows import Bundle
from sync.home.store import HomeStore


class Office(ThreadingHTTPServer):
    """Answers as it is told, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.asked = []
        self.answers = []
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def address(self):
        return ServerAddress(url=f"http://127.0.0.1:{self.server_port}")

    def will_say(self, status, document, **headers):
        self.answers.append((status, document, headers))

    def stop(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Counter(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self._answer(json.loads(self.rfile.read(length)))

    def _answer(self, body):
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        status, document, headers = self.server.answers.pop(0)
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 304:
            self.wfile.write(content)

    def log_message(self, *_args):
        """Quiet."""


@pytest.fixture
def office():
    office = Office()
    yield office
    office.stop()


@pytest.fixture
def store(tmp_path):
    with HomeStore(tmp_path, create=True) as store:
        yield store


GIVEN = {"token": "t" * 43, "device": "device01", "staff": "wangfang000"}


def ask(store, address, code="K7QM-4R2P", number=5):
    return enrol(
        store.papers, address, code, name="平板7", draw_bits=lambda _bits: number, lang="zh-CN"
    )


def test_a_code_makes_a_directory_somebodys_tablet(store, office):
    office.will_say(200, GIVEN)
    enrolment = ask(store, office.address)
    assert enrolment == store.papers.enrolment()
    assert (enrolment.token, enrolment.device, enrolment.staff) == tuple(GIVEN.values())
    ((method, path, _, body),) = office.asked
    assert (method, path) == ("POST", "/api/v1/enroll")
    assert (body["code"], body["device_name"]) == ("K7QM-4R2P", "平板7")
    assert body["nonce"] == f"{5:032x}"


def test_a_lost_answer_is_asked_for_again_with_the_same_nonce(store, office):
    """The first answer is garbage, as from a line that broke; the code is not spent twice."""
    office.will_say(200, b"<html>")
    office.will_say(200, GIVEN)
    with pytest.raises(Unreachable):
        ask(store, office.address, number=5)
    ask(store, office.address, number=6)
    assert [body["nonce"] for *_, body in office.asked] == [f"{5:032x}"] * 2


def test_a_code_that_is_not_accepted_says_why_in_the_readers_words(store, office):
    office.will_say(404, {"code": "no_such_code", "detail": "…", "status": 404})
    with pytest.raises(EnrolmentFailed) as error:
        ask(store, office.address)
    assert error.value.facts["reason"] == "开通码不对、已用过或已过期。请向社区要一个新的。"
    assert store.papers.enrolment().token is None


def test_enrolling_again_keeps_what_is_not_sent_yet(store, office):
    office.will_say(200, GIVEN)
    office.will_say(200, GIVEN | {"token": "u" * 43})
    ask(store, office.address)
    store.add_own([("household_file/130709/100/002/007/x03/b02/u1/0301", b"one")], 1)
    assert ask(store, office.address).token == "u" * 43
    assert [row.data for row in store.outbox()] == [b"one"]


ELSEWHERE = {"token": "v" * 43, "device": "device99", "staff": "stranger000"}


def moved(office):
    """The same machine under another name."""
    return ServerAddress(url=f"http://localhost:{office.server_port}")


def enrolled(store, office):
    office.will_say(200, GIVEN)
    ask(store, office.address)
    named = [{"id": "wangfang000", "name": "王芳"}, {"id": "liqiang0000", "name": "李强"}]
    store.papers.keep_bundle(Bundle(etag="1", document={"forms": [], "staff": named}))
    return store.papers.enrolment()


def test_a_server_that_knows_nobody_here_does_not_get_the_home(store, office):
    before = enrolled(store, office)
    office.will_say(200, ELSEWHERE)
    with pytest.raises(AnotherServer) as refused:
        ask(store, moved(office))
    assert refused.value.facts == {"url": moved(office).url, "before": before.url}
    assert store.papers.enrolment() == before


@pytest.mark.parametrize(
    "given",
    [
        ELSEWHERE | {"device": GIVEN["device"]},
        ELSEWHERE | {"staff": GIVEN["staff"]},
        ELSEWHERE | {"staff": "liqiang0000"},
    ],
    ids=["the device it was", "the person it was", "a colleague"],
)
def test_a_server_that_has_moved_is_known_by_the_device_or_by_a_person(store, office, given):
    enrolled(store, office)
    office.will_say(200, given)
    enrolment = ask(store, moved(office))
    assert (enrolment.url, enrolment.staff) == (moved(office).url, given["staff"])


def test_at_the_address_of_before_anybody_s_code_counts(store, office):
    enrolled(store, office)
    office.will_say(200, ELSEWHERE)
    assert ask(store, office.address).staff == ELSEWHERE["staff"]


def test_an_answer_without_a_token_is_no_enrolment(store, office):
    office.will_say(200, {"device": "device01", "staff": "wangfang000"})
    with pytest.raises(EnrolmentFailed):
        ask(store, office.address)


def test_nobody_there_is_unreachable(store):
    with pytest.raises(Unreachable):
        ask(store, ServerAddress(url="http://127.0.0.1:9"))


def test_a_bundle_is_fetched_with_the_token_and_kept_by_its_etag(office):
    bundle = {"forms": [], "areas": [], "grants": [], "staff": [], "assignments": []}
    office.will_say(200, bundle, ETag='"e1"')
    office.will_say(304, {})
    fetched = fetch_bundle(office.address, "token", None)
    assert (fetched.etag, fetched.document) == ("e1", bundle)
    assert fetch_bundle(office.address, "token", "e1") is None
    headers = [headers for _, _, headers, _ in office.asked]
    assert [each["Authorization"] for each in headers] == ["Bearer token"] * 2
    assert headers[1]["If-None-Match"] == '"e1"'


def test_no_bundle_is_unreachable(office):
    office.will_say(401, {"code": "unauthenticated"})
    with pytest.raises(Unreachable):
        fetch_bundle(office.address, "token", None)


@pytest.mark.parametrize(
    "url",
    ["", "doorstep.example", "ftp://doorstep.example", "http://", "http://a:port", "http://["],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(BadAddress):
        ServerAddress(url=url)


def test_one_address_serves_http_and_websocket():
    plain = ServerAddress(url="http://127.0.0.1:8000/")
    assert (plain.websocket_url, plain.tls) == ("ws://127.0.0.1:8000/sync", None)
    below = ServerAddress(url="https://doorstep.example/west")
    assert below.websocket_url == "wss://doorstep.example/west/sync"
    assert below.path("/api/v1/enroll") == "/west/api/v1/enroll"
    assert below.tls is not None


def test_a_certificate_file_that_cannot_be_read_is_said(tmp_path):
    address = ServerAddress(url="https://127.0.0.1", ca=str(tmp_path / "none.pem"))
    with pytest.raises(BadAddress):
        _ = address.tls
