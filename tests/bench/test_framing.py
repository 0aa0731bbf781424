"""What tablets of Yjs servers say, against bytes that the JavaScript libraries wrote.

The golden bytes are those of lib0 0.2.120, y-protocols 1.0.7, Yjs 13.6.33 and Hocuspocus 4.7.0: a
document of client 7 whose map `visits` has a map `a` of two answers.
"""

import pytest

from bench.peers import yjs
from bench.peers.hocuspocus import peer as hocuspocus

UPDATE = bytes.fromhex(
    "010307002701067669736974730161012800070004726f6164017707737570706f7274"
    "2800070006737061636573017d0200"
)
VECTOR = bytes.fromhex("010703")
ROOM = bytes.fromhex("08677269642d303031")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "00"),
        (127, "7f"),
        (128, "8001"),
        (300, "ac02"),
        (16384, "808001"),
        (2**31, "8080808008"),
    ],
)
def test_a_number_is_written_as_lib0_writes_it_and_read_back(value, written):
    assert bytes.fromhex(written) == yjs.number(value)
    assert (value, len(written) // 2) == yjs.read_number(bytes.fromhex(written), 0)


@pytest.mark.parametrize(
    ("kind", "data", "written"),
    [
        (yjs.STEP1, VECTOR, b"\x00\x00\x03" + VECTOR),
        (yjs.STEP2, UPDATE, b"\x00\x01\x32" + UPDATE),
        (yjs.UPDATE, UPDATE, b"\x00\x02\x32" + UPDATE),
        (yjs.UPDATE, b"\x09" * 200, b"\x00\x02\xc8\x01" + b"\x09" * 200),
    ],
)
def test_a_sync_message_is_written_as_y_protocols_writes_it_and_read_back(kind, data, written):
    assert written == yjs.sync_message(kind, data)
    assert (kind, data) == yjs.read_sync_message(written)


def test_awareness_is_no_sync_message():
    assert yjs.read_sync_message(bytes.fromhex("010100")) is None


def test_hocuspocus_names_the_document_before_each_message():
    assert ROOM + b"\x00\x00\x03" + VECTOR == hocuspocus.addressed(
        "grid-001", yjs.sync_message(yjs.STEP1, VECTOR)
    )
    assert b"\x00\x02\x32" + UPDATE == hocuspocus.body(ROOM + b"\x00\x02\x32" + UPDATE)


def test_a_tablet_of_hocuspocus_shows_an_empty_token_first():
    assert ROOM + bytes.fromhex("020000") == hocuspocus.token("grid-001")


def test_an_update_that_javascript_wrote_can_be_read_and_is_no_whole_visit():
    assert 0 == yjs.readable([UPDATE])
