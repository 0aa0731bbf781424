"""50,000 structure-aware mutants: what the scan accepts has one spelling and one reading.

The scan never re-encodes; this is the proof that it does not have to. What it accepts is read alike
by the scan, by pycrdt (in a process of its own, which must outlive all of them) and by Yjs, and a
writer that shares nothing with ours makes the received bytes again of what was read.
"""

import json
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgpack
import pytest

from sync.core.change import Change
from sync.core.errors import ChangeRefused
from sync.core.scan import scan
from tests.golden.changes import GOLDEN
from tests.golden.mutator import MUTATIONS, mutants
from tests.golden.spelling import base36, block, varint
from tests.scale import times

READER = Path(__file__).parents[1] / "golden" / "pycrdt_reader.py"
BASE = GOLDEN[3]
SHARDS = 10
COUNT = times(5_000, 100_000)


def sift(drafts):
    """The mutants that the scan accepts with what it read, and how often each mutation was used."""
    accepted, used = [], Counter()
    for draft in drafts:
        data = draft.update()
        used.update(draft.done)
        try:
            accepted.append((data, scan(data)))
        except ChangeRefused:
            assert not draft.honest, f"refused, though honest: {data.hex()} after {draft.done}"
    return accepted, used


def pycrdt_readings(updates):
    """What pycrdt reads of each update, alone and behind the base; it must not die of one."""
    rows = [BASE.pycrdt, *updates]
    done = subprocess.run(
        [sys.executable, READER],
        input=b"".join(struct.pack(">I", len(row)) + row for row in rows),
        capture_output=True,
        timeout=240,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(updates):
        culprit = updates[len(lines)].hex() if len(lines) < len(updates) else "none"
        pytest.fail(f"pycrdt died ({done.returncode}) of {culprit}: {done.stderr.decode()[-800:]}")
    return [json.loads(line) for line in lines]


def typed(value):
    """Tells true from 1 and 1.0 from 1, which Python's comparison does not."""
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


def browser(value):
    """As `typed`, for a reader whose numbers are all of one kind, 64-bit floats."""
    if isinstance(value, list):
        return [browser(item) for item in value]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return ("number", float(value)) if number else (type(value), value)


def entries_of(change):
    """The keys of a change's entries, and what each says."""
    key = base36(change.change_id)
    return {f"{e.question}\x1f{key}": [e.value, list(e.replaces)] for e in change.entries}


def assert_read_alike(change: Change, reading):
    """pycrdt holds these entries and no other."""
    key = base36(change.change_id)
    journal = {key: [change.staff, change.time_ms, change.remark]}
    for root, entries in (("j", journal), ("a", entries_of(change))):
        contents = {name: bytes.fromhex(content) for name, content in reading[root].items()}
        unpacked = {name: typed(msgpack.unpackb(content)) for name, content in contents.items()}
        assert unpacked == {name: typed(said) for name, said in entries.items()}
    assert scan(bytes.fromhex(reading["update"])) == change


def rewritten(change: Change, reading, received):
    """What was read, written by the tests' own writer, each item in the spelling received."""
    keys = [("j", base36(change.change_id)), *(("a", name) for name in entries_of(change))]
    written = b"\x01" + varint(len(keys)) + varint(change.change_id) + b"\x00"
    for root, key in keys:
        of = (root, key, bytes.fromhex(reading[root][key]))
        spelling = "yjs" if received[len(written) :][:1] == b"\x23" else "pycrdt"
        written += block(of, spelling)
    return written + b"\x00"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_what_the_scan_accepts_is_read_alike_by_all_and_has_one_spelling(shard, yjs):
    accepted, used = sift(mutants(seed=shard, count=COUNT))
    assert len(accepted) > COUNT / 10, "too few accepted ones prove nothing"
    assert set(used) == {name for name, _ in MUTATIONS}

    base = BASE.change
    for (data, change), (alone, behind) in zip(
        accepted, pycrdt_readings([data for data, _ in accepted]), strict=True
    ):
        assert_read_alike(change, alone)
        assert data == rewritten(change, alone, data), data.hex()
        both = entries_of(change) | entries_of(base)
        assert set(behind["a"]) == set(both)
        assert set(behind["j"]) == {base36(change.change_id), base36(base.change_id)}

    documents = yjs.understand([[data] for data, _ in accepted])
    for (data, change), document in zip(accepted, documents, strict=True):
        answers = sorted([e.question, e.value, list(e.replaces)] for e in change.entries)
        (read,) = document
        said = [read[name] for name in ("change", "staff", "at_ms", "remark")]
        assert said == [change.change_id, change.staff, change.time_ms, change.remark], data.hex()
        assert browser(sorted(read["answers"])) == browser(answers), data.hex()


def test_mutants_are_the_same_for_the_same_seed():
    first, again, other = ([d.update() for d in mutants(seed, 50)] for seed in (1, 1, 2))
    assert first == again
    assert first != other
