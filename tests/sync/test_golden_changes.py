"""Changes and their bytes, in agreement with two implementations that are not ours."""

import msgpack
import pycrdt
import pytest

from sync.core.change import BLOCKS_MAX, CHANGE_BYTES_MAX, VALUE_BYTES_MAX, Change, Entry, base36
from sync.core.scan import scan
from sync.core.update import encode
from tests.golden.changes import GOLDEN
from tests.golden.spelling import base36 as plain_base36
from tests.golden.spelling import block, update

WANG = "wang0000"

each_golden = pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.name)


def typed(value):
    """Tells true from 1 and 1.0 from 1, which Python's comparison does not."""
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


def said(change):
    """A change as the golden file says it, with types."""
    answers = [[e.question, typed(e.value), list(e.replaces)] for e in change.entries]
    return [change.change_id, change.staff, change.time_ms, change.remark, answers]


@each_golden
@pytest.mark.parametrize("spelling", ["pycrdt", "yjs"])
def test_the_scan_reads_both_spellings_alike(golden, spelling):
    assert said(scan(getattr(golden, spelling))) == said(golden.change)


@each_golden
def test_what_we_write_is_what_pycrdt_wrote(golden):
    assert encode(golden.change) == golden.pycrdt


@each_golden
def test_the_plain_spelling_of_the_tests_agrees_with_both(golden):
    """The tests' own writer is used to plant faults and to re-encode; here is why it is right."""
    key = plain_base36(golden.said["change"])
    blocks = [("j", key, msgpack.packb([golden.said[k] for k in ("staff", "at_ms", "remark")]))]
    for question, value, replaces in golden.said["answers"]:
        blocks.append(("a", f"{question}\x1f{key}", msgpack.packb([value, replaces])))
    for spelling in ("pycrdt", "yjs"):
        written = update(golden.said["change"], [block(each, spelling) for each in blocks])
        assert written == getattr(golden, spelling)


def test_yjs_still_writes_the_golden_bytes(yjs):
    assert yjs.write([golden.said for golden in GOLDEN]) == [golden.yjs for golden in GOLDEN]


@pytest.mark.parametrize("spelling", ["pycrdt", "yjs"])
def test_yjs_reads_every_golden_change(yjs, spelling):
    documents = yjs.understand([[getattr(golden, spelling)] for golden in GOLDEN])
    for golden, changes in zip(GOLDEN, documents, strict=True):
        (read,) = changes
        read["answers"].sort()
        assert read == {**golden.said, "answers": sorted(golden.said["answers"])}, golden.name


def test_yjs_reads_all_golden_changes_in_one_document(yjs):
    """In any spelling and order, and the same one twice: one record, all its entries."""
    rows = [golden.yjs for golden in GOLDEN] + [golden.pycrdt for golden in reversed(GOLDEN)]
    ((changes,), (read,)) = yjs.understand([rows]), yjs.read([rows])
    assert {change["change"] for change in changes} == {g.said["change"] for g in GOLDEN}
    assert len(read["a"]) == sum(len(golden.said["answers"]) for golden in GOLDEN)
    assert (read["whole"], read["strangers"]) == (True, 0)


def test_pycrdt_reads_what_yjs_wrote():
    document = pycrdt.Doc()
    answers = document.get("a", type=pycrdt.Map)
    for golden in GOLDEN:
        document.apply_update(golden.yjs)
    for golden in GOLDEN:
        for question, value, replaces in golden.said["answers"]:
            content = answers[f"{question}\x1f{plain_base36(golden.said['change'])}"]
            assert msgpack.unpackb(content) == [value, replaces]


@pytest.mark.parametrize(
    ("number", "digits"),
    [(0, "0"), (35, "z"), (36, "10"), (46655, "zzz"), (2**53 - 1, "2gosa7pa2gv")],
)
def test_change_ids_in_base_36(number, digits):
    assert base36(number) == digits
    assert int(digits, 36) == number


class TestAtTheLimits:
    """Reached but not passed; `test_killers.py` passes them by one."""

    def test_five_hundred_entries(self):
        entries = tuple(Entry(f"q{n}", n) for n in range(BLOCKS_MAX - 1))
        change = Change(5, WANG, 1, None, entries)
        assert scan(encode(change)) == change

    def test_a_value_of_32_kib(self):
        text = "x" * (VALUE_BYTES_MAX - len(msgpack.packb(["", []])) - 2)
        assert len(msgpack.packb([text, []])) == VALUE_BYTES_MAX
        change = Change(5, WANG, 1, None, (Entry("q", text),))
        assert scan(encode(change)) == change

    def test_a_change_of_64_kib(self):
        def of(size):
            texts = [Entry(name, "x" * length) for name, length in zip("abc", size, strict=True)]
            return Change(5, WANG, 1, None, tuple(texts))

        room = CHANGE_BYTES_MAX - len(encode(of([30000, 30000, 1000])))
        change = of([30000, 30000, 1000 + room])
        assert len(encode(change)) == CHANGE_BYTES_MAX
        assert scan(encode(change)) == change
