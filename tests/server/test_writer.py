"""The writer thread: order, group commit, and what is said when the disk does not play along."""

import contextlib
import threading
from concurrent.futures import Future

import pytest

from schema.area import Scope
from server.errors import StorageFailure
from server.writer import BUSY_CHANGES, Writer
from sync.core.change import Change
from sync.core.results import Duplicate, Refused, Stored
from sync.core.update import encode
from sync.log.errors import StorageBusy, StorageFailed, StorageFull
from sync.log.log import Submission
from sync.log.reader import SqliteLogReader
from sync.log.sqlite import SqliteLog

RECORD = "opinion/130709/100/002/007/x03/0301"
SEVEN = Scope("130709/100/002/007")
WAIT_S = 30


def a_submission(change_id):
    data = encode(Change(change_id, "wang0000", 1, "remark", ()))
    return Submission(
        record=RECORD, data=data, device="d", staff="wang0000", change_id=change_id, scope=SEVEN
    )


class Told:
    """What the writer told, in order."""

    def __init__(self):
        self.heads, self.failures, self.changed = [], [], 0

    def count_change(self, _connection):
        self.changed += 1


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def make_writer(connection, told):
    writers = []

    def make(log=None, pause=lambda _: None):
        writer = Writer(
            connection,
            log or SqliteLog(connection),
            clock_ms=lambda: 5,
            deliver=lambda callback: callback(),
            advanced=lambda heads, _rows: told.heads.append({s: h.seq for s, h in heads.items()}),
            changed=told.count_change,
            failed=told.failures.append,
            pause=pause,
        )
        writers.append(writer)
        return writer

    yield make
    for writer in writers:
        writer.stop()


def submit(writer, *submissions):
    answered = Future()
    writer.submit(list(submissions), answered.set_result)
    return answered


def test_every_batch_gets_its_own_answers_in_order(make_writer, told):
    writer = make_writer()
    first = submit(writer, a_submission(1), a_submission(2))
    second = submit(writer, a_submission(2), a_submission(3))
    assert [Stored(1), Stored(2)] == first.result(WAIT_S)
    assert [Duplicate(2), Stored(3)] == second.result(WAIT_S)
    assert {SEVEN: 3} == told.heads[-1]


def test_what_waits_is_committed_together(make_writer, told):
    writer = make_writer()
    holding, released = threading.Event(), threading.Event()

    def hold(_connection):
        holding.set()
        released.wait(WAIT_S)

    act = writer.execute(hold)
    holding.wait(WAIT_S)
    answers = [submit(writer, a_submission(n)) for n in range(1, 11)]
    released.set()
    act.result(WAIT_S)
    assert [[Stored(n)] for n in range(1, 11)] == [a.result(WAIT_S) for a in answers]
    assert [{SEVEN: 10}] == told.heads


def test_what_is_to_be_stored_whole_has_a_commit_of_its_own(make_writer, told):
    writer, whole = make_writer(), Future()
    holding, released = threading.Event(), threading.Event()

    def hold(_connection):
        holding.set()
        released.wait(WAIT_S)

    writer.execute(hold)
    holding.wait(WAIT_S)
    before = submit(writer, a_submission(1))
    lacking = a_submission(3)._replace(refusal="forbidden")
    writer.submit([a_submission(2), lacking], whole.set_result, whole=True)
    after = submit(writer, a_submission(4))
    released.set()
    assert ([Stored(1)], [Stored(2)]) == (before.result(WAIT_S), after.result(WAIT_S))
    assert whole.result(WAIT_S)[1].code == "forbidden"
    assert [{SEVEN: 1}, {SEVEN: 2}] == told.heads


def behind_a_held_writer(writer, *batches):
    """Hands these over while the writer is held up, so that they wait together."""
    holding, released = threading.Event(), threading.Event()

    def hold(_connection):
        holding.set()
        released.wait(WAIT_S)

    writer.execute(hold)
    holding.wait(WAIT_S)
    answers = [submit(writer, *batch) for batch in batches]
    released.set()
    return answers


def test_after_many_changes_at_once_the_next_commit_lets_more_of_them_come(
    make_writer, told, monkeypatch
):
    monkeypatch.setattr("server.writer.COMMIT_CHANGES_MAX", BUSY_CHANGES)
    late = []

    def one_more(_seconds):
        if not late:
            late.append(submit(writer, a_submission(99)))

    writer = make_writer(pause=one_more)
    many = [a_submission(n) for n in range(1, BUSY_CHANGES + 1)]
    answers = behind_a_held_writer(writer, many, [a_submission(50)])
    assert [Stored(BUSY_CHANGES + 1)] == answers[1].result(WAIT_S)
    assert [Stored(BUSY_CHANGES + 2)] == late[0].result(WAIT_S)
    assert [{SEVEN: BUSY_CHANGES}, {SEVEN: BUSY_CHANGES + 2}] == told.heads


def test_nobody_waits_where_few_come(make_writer, told, monkeypatch):
    monkeypatch.setattr("server.writer.COMMIT_CHANGES_MAX", BUSY_CHANGES - 2)
    pauses = []
    writer = make_writer(pause=pauses.append)
    few = [a_submission(n) for n in range(1, BUSY_CHANGES - 1)]
    answers = behind_a_held_writer(writer, few, [a_submission(50)])
    answers[1].result(WAIT_S)
    assert [] == pauses
    assert 2 == len(told.heads)


def test_a_commit_counts_when_it_changed_something(make_writer):
    writer = make_writer()
    assert 0 == writer.commits
    submit(writer, a_submission(1), a_submission(2)).result(WAIT_S)
    assert 1 == writer.commits
    submit(writer, a_submission(1)).result(WAIT_S)
    writer.execute(lambda _: None).result(WAIT_S)
    assert 1 == writer.commits
    writer.execute(lambda c: c.execute("UPDATE areas SET name = name")).result(WAIT_S)
    assert 2 == writer.commits


def test_nobody_is_answered_before_another_connection_can_read_the_rows(make_writer, data):
    seen = Future()

    def count(_results):
        with contextlib.closing(SqliteLogReader(data / "log.db")) as reader:
            seen.set_result(len(reader.record(RECORD)))

    make_writer().submit([a_submission(1)], count)
    assert 1 == seen.result(WAIT_S)


def test_an_act_gives_what_it_returns_and_everybody_is_told(make_writer, told):
    assert 7 == make_writer().execute(lambda _: 7).result(WAIT_S)
    assert 1 == told.changed


def test_an_act_that_fails_is_raised_where_it_was_asked_for_and_leaves_nothing(
    make_writer, connection
):
    writer = make_writer()

    def fail(c):
        c.execute("DELETE FROM areas")
        raise KeyError("planned")

    with pytest.raises(KeyError, match="planned"):
        writer.execute(fail).result(WAIT_S)
    count = writer.execute(lambda c: c.execute("SELECT count(*) FROM areas").fetchone()[0])
    assert count.result(WAIT_S) > 0


class FailingLog:
    """A log whose commits fail as planned, then work."""

    def __init__(self, log, *errors):
        self._log, self._errors = log, list(errors)

    def commit(self, batch, received_ms):
        if self._errors:
            raise self._errors.pop(0)
        return self._log.commit(batch, received_ms)


@pytest.mark.parametrize(("error", "code"), [(StorageFull(), "disk_full"), (StorageBusy(), "busy")])
def test_a_full_or_busy_disk_is_retryable_and_the_next_commit_works(
    make_writer, connection, error, code
):
    writer = make_writer(FailingLog(SqliteLog(connection), error))
    (answer,) = submit(writer, a_submission(1)).result(WAIT_S)
    assert isinstance(answer, Refused)
    assert (code, True, False) == (answer.code, answer.retryable, answer.kept)
    assert [Stored(1)] == submit(writer, a_submission(1)).result(WAIT_S)


def test_a_failed_disk_acknowledges_nothing_any_more_and_is_told_once(
    make_writer, connection, told
):
    writer = make_writer(FailingLog(SqliteLog(connection), StorageFailed("planned")))
    never = [submit(writer, a_submission(1)), submit(writer, a_submission(2))]
    with pytest.raises(StorageFailure):
        writer.execute(lambda c: None).result(WAIT_S)
    writer.stop()
    assert [False, False] == [answer.done() for answer in never]
    assert 1 == len(told.failures)


def test_whoever_waits_for_an_answer_learns_that_the_disk_failed(make_writer, connection):
    writer = make_writer(FailingLog(SqliteLog(connection), StorageFailed("planned")))
    lost = [Future(), Future()]
    for future in lost:
        writer.submit([a_submission(1)], lambda _: None, future.set_result)
    assert ["planned", "planned"] == [str(future.result(WAIT_S)) for future in lost]


def test_an_error_that_nobody_foresaw_is_told_and_keeps_nobody_waiting(
    make_writer, connection, told
):
    writer = make_writer(FailingLog(SqliteLog(connection), KeyError("planned")))
    answer = submit(writer, a_submission(1))
    with pytest.raises(StorageFailure, match="planned"):
        writer.execute(lambda c: None).result(WAIT_S)
    assert (False, 1) == (answer.done(), len(told.failures))
