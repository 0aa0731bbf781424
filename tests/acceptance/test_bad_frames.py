"""Frames, tokens and rows that are not what they should be, and the people beside their sender."""

import msgpack
import pytest

from tests.acceptance.fieldwork import values
from tests.acceptance.wire import Closed, Wire, ask_http, change, token_of

pytestmark = pytest.mark.acceptance

HELLO = {"t": "hello", "v": 1, "token": "", "app": "", "cursors": {}, "outbox": 0, "clock_ms": 0}

FRAMES = {
    "a text message": "hello",
    "no msgpack": b"\xc1",
    "nothing": b"",
    "a list": msgpack.packb([1, 2]),
    "no t": msgpack.packb({"id": 1}),
    "an unknown t": msgpack.packb({"t": "shout"}),
    "a message of the server": msgpack.packb({"t": "ack", "id": 1, "results": []}),
    "a second hello": msgpack.packb(HELLO),
    "a hello without cursors": msgpack.packb({**HELLO, "cursors": None}),
    "a push without an id": msgpack.packb({"t": "push", "changes": []}),
    "a push of a text": msgpack.packb({"t": "push", "id": 1, "changes": "all"}),
    "a change that is a text": msgpack.packb({"t": "push", "id": 1, "changes": ["all"]}),
    "a change of three": msgpack.packb({"t": "push", "id": 1, "changes": [["r", b"", 1]]}),
    "bytes as a record id": msgpack.packb({"t": "push", "id": 1, "changes": [[b"r", b""]]}),
    "a text as a change": msgpack.packb({"t": "push", "id": 1, "changes": [["r", ""]]}),
    "65 changes": msgpack.packb({"t": "push", "id": 1, "changes": [["r", b""]] * 65}),
    "a number that is NaN": b"\x82\xa1t\xa4ping\xa1n\xcb\x7f\xf8" + bytes(6),
    "a map of 2^32-1": b"\xdf\xff\xff\xff\xff",
    "100,000 levels": b"\x91" * 100_000,
    "an extension type": b"\x82\xa1t\xa4ping\xa1n\xd4\x05\x00",
    "a byte behind the end": msgpack.packb({"t": "ping", "n": 1}) + b"\x00",
    "a digest of 15 bytes": msgpack.packb(
        {"t": "digest", "scope": "", "seq": 1, "hash": bytes(15)}
    ),
}

BEFORE_HELLO = {
    "a hello without an outbox": {**HELLO, "outbox": None},
    "a token that is a number": {**HELLO, "token": 5},
    "a push": {"t": "push", "id": 1, "changes": []},
    "a digest": {"t": "digest", "scope": "", "seq": 0, "hash": bytes(16)},
    "a got": {"t": "got", "scope": "", "seq": 0},
}


@pytest.fixture(scope="module")
def place(next_grid):
    """The grid of the module's tests: none of them stores anything that another one counts."""
    return next_grid()


@pytest.fixture(scope="module")
def tokens(office, place):
    """A token of each of the grid's two members."""
    return [token_of(office, login) for login in place.members]


@pytest.fixture
def beside(office, place, tokens):
    """Somebody honest, connected all the time; a call is a change that has to be stored."""
    member = office.staff[place.members[1]]["id"]
    with Wire(office.server.url, tokens[1]) as wire:

        def works():
            data = change(member, wire.welcome["now_ms"], opinion="照常工作")
            return wire.push((place.opinion(9), data))[0][0] == "stored"

        assert works()
        yield works


def closing(wire, act):
    """How the server ends a connection upon an act."""

    def provoke():
        act()
        wire.hear("nothing that is ever sent")

    with pytest.raises(Closed) as closed:
        provoke()
    return closed.value


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_a_malformed_frame_ends_its_own_connection_with_a_reason(office, tokens, beside, frame):
    with Wire(office.server.url, tokens[0]) as wire:
        end = closing(wire, lambda: wire.send(frame))

    assert end.code == 4400
    assert end.reason
    assert end.error["code"] == "malformed"
    assert end.error["message"]
    assert beside()


@pytest.mark.parametrize("message", BEFORE_HELLO.values(), ids=BEFORE_HELLO.keys())
def test_nothing_is_taken_before_hello(office, beside, message):
    with Wire(office.server.url) as wire:
        end = closing(wire, lambda: wire.say(message))

    assert end.code == 4400
    assert end.reason
    assert beside()


def test_another_version_is_told_so(office, tokens):
    with Wire(office.server.url) as wire:
        end = closing(wire, lambda: wire.hello(tokens[0], v=2))

    assert (end.code, end.error["code"]) == (4400, "version")


@pytest.mark.parametrize("token", ["", "nobody's", "x" * 43, None])
def test_no_token_and_a_wrong_one_are_4401(office, token):
    with Wire(office.server.url) as wire:
        end = closing(wire, lambda: wire.hello(token))
    status, problem = ask_http(f"{office.server.url}/api/v1/bundle", token)

    assert (end.code, end.error["code"]) == (4401, "unauthenticated")
    assert (status, problem["code"]) == (401, "unauthenticated")


def test_a_foreign_area_is_forbidden_whether_it_exists_or_not(office, place, next_grid, tokens):
    foreign = next_grid()
    there = [foreign.opinion(0), f"hazard_report/{foreign.id}:01HZZZZZZZZZZZZZZZZZZZZZZZ"]
    nowhere = [
        "renovation_opinion/130709/100/777/777/x01/b01/u1/0101:p2022",
        "renovation_opinion/999999/1/1/1/1:p2022",
    ]
    member = office.staff[place.members[0]]["id"]
    with Wire(office.server.url, tokens[0]) as wire:
        now_ms = wire.welcome["now_ms"]
        results = wire.push(
            *((record, change(member, now_ms, opinion="别处")) for record in there + nowhere),
            (place.opinion(0), change(member, now_ms, opinion="此处")),
        )

    first, *others, own = results
    assert first[:2] == ["refused", "forbidden"]
    assert first[3:] == [False, True]
    assert others == [first] * 3
    assert own[0] == "stored"


def test_a_tablet_is_told_where_it_may_not_write_and_keeps_what_was_written(
    office, grid, next_grid, wang
):
    foreign = next_grid()
    made = wang.new("renovation_opinion", foreign.households[0], "road=support")
    wang.new("renovation_opinion", grid.households[0], "road=support")

    done = wang.run("sync", lang="zh-CN")

    assert done.exit_code == 3
    assert done.lines[1] == "送出2处改动：1处存好，1处被拒收"
    assert "您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。" in done.lines[2]
    assert done.lines[-2].startswith("⚠ 1处未被接收，其余1处已安全送达。")
    assert done.lines[-1] == "查看：doorstep-tablet list --status refused"
    assert wang.show(made["id"])["sync"] == "refused"
    (kept,) = office.ask("quarantine", "list", "--device", wang.status()["device"])
    assert (kept["record"], kept["reason"]) == (made["id"], "forbidden")


def test_a_change_in_somebody_elses_name_is_other_author(office, place, tokens):
    colleague = office.staff[place.members[1]]["id"]
    with Wire(office.server.url, tokens[0]) as wire:
        now_ms = wire.welcome["now_ms"]
        pushed = [
            (place.opinion(1), change(staff, now_ms, opinion="冒名"))
            for staff in (colleague, "nobody00")
        ]
        results = wire.push(*pushed)

    assert [result[:2] for result in results] == [["refused", "other_author"]] * 2
    found = office.ask("quarantine", "list", "--reason", "other_author")
    assert {(each["record"], each["bytes"]) for each in found} >= {
        (record, data.hex()) for record, data in pushed
    }


def test_an_answer_that_breaks_its_form_is_stored_and_flagged_everywhere(office, grid, wang):
    member = office.staff[grid.members[1]]["id"]
    record = grid.opinion(0)
    with Wire(office.server.url, token_of(office, grid.members[1])) as wire:
        answers = {"parking_spaces": 9, "road": "perhaps", "nonsense": "x"}
        data = change(member, wire.welcome["now_ms"], _version="1", **answers)
        assert wire.push((record, data))[0][0] == "stored"
    wang.sync()

    for side in (office, wang):
        shown = side.show(record)
        assert values(shown, "parking_spaces") == [9]
        assert shown["answers"]["nonsense"]["value"] == "x"
        flagged = {name for name, answer in shown["answers"].items() if answer["flags"]}
        assert {"parking_spaces", "road"} <= flagged
        (flag,) = shown["answers"]["parking_spaces"]["flags"]
        assert flag["code"]
        assert flag["message"]
    for lines in (
        wang.say("show", record),
        office.run("records", "show", record, "--lang", "zh-CN").lines,
    ):
        at = next(number for number, line in enumerate(lines) if "停车位" in line)
        assert " 9 " in lines[at]
        assert "！超出0–2，已保存，请核对" in " ".join(lines[at : at + 2])
