"""A wiped home leaves nothing on the disk, at whatever step the wipe is cut off."""

import os

import pytest

from sync.core.digest import row_hash
from sync.core.messages import Changes
from sync.core.results import Refused, Stored
from sync.home import wiping
from sync.home.errors import HomeInUse, NoHome
from sync.home.store import HomeStore
from sync.log.errors import StorageFailed

SCOPE = "130709/100/002/007"
MINE, THEIRS = f"opinion/{SCOPE}/x03/0301", f"opinion/{SCOPE}/x03/0302"
SECRET = b"said at the door and found nowhere afterwards"


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path / "home", create=True) as store:
        store.papers.keep_nonce("the first nonce")
        store.add_own([(MINE, SECRET)], written_ms=1)
        yield store


def answered(store, data, result):
    store.store_results([(row_hash(MINE, data), result)])


def left(path):
    """What the directory's files are called, none of which holds the secret."""
    files = [file for file in path.iterdir() if file.is_file()]
    assert not any(SECRET in file.read_bytes() for file in files)
    return sorted(file.name for file in files)


def test_nothing_but_the_lock_is_left(home):
    assert any(SECRET in file.read_bytes() for file in home.path.iterdir())
    home.wipe()
    assert left(home.path) == ["lock"]
    assert (home.path / "lock").stat().st_size == 0


def test_what_stood_in_the_file_is_overwritten_before_it_is_removed(home, tmp_path):
    home.store_changes(Changes(scope=SCOPE, from_seq=0, to_seq=0, mark=b"", items=(), more=False))
    home._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other_name = tmp_path / "the same blocks"
    os.link(home.path / "home.db", other_name)
    size = other_name.stat().st_size
    home.wipe()
    assert other_name.read_bytes() == bytes(size)


def test_a_home_made_there_again_is_another_one(home):
    home.wipe()
    with pytest.raises(NoHome):
        HomeStore(home.path)
    with HomeStore(home.path, create=True) as again:
        assert again.papers.keep_nonce("the second nonce") == "the second nonce"
        assert list(again.all_rows()) == []


def test_a_wiped_home_is_free_for_others_and_one_in_use_is_not(home):
    with pytest.raises(HomeInUse):
        HomeStore(home.path)
    home.wipe()
    HomeStore(home.path, create=True).close()


class Cut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(1, 11))
def test_cut_at_any_step_it_is_finished_by_whoever_comes_next(home, monkeypatch, step):
    """Also where a log is left beside the database, since somebody else has it open."""
    steps = iter(range(1, 100))

    def cut(name):
        plain = getattr(os, name)

        def counted(*words, **options):
            if next(steps) == step:
                raise Cut
            return plain(*words, **options)

        monkeypatch.setattr(os, name, counted)

    home.close()
    (home.path / "home.db-wal").write_bytes(SECRET * 3)
    for name in ("rename", "unlink", "fsync", "write"):
        cut(name)
    try:
        wiping.wipe(home.path)
        done = True
    except Cut:
        done = False
    monkeypatch.undo()

    assert done == (step > 9), "the rename, three steps a file, and the directory each time"
    if (home.path / "home.db").exists():
        assert step == 1, "the rename is the moment from which on there is no home"
    else:
        with pytest.raises(NoHome):
            HomeStore(home.path)
        with HomeStore(home.path, create=True) as again:
            assert list(again.all_rows()) == []
        assert not any(SECRET in file.read_bytes() for file in home.path.iterdir())


def test_what_an_earlier_wipe_left_takes_no_later_home_with_it(home):
    (home.path / wiping.LEAVING).write_bytes(SECRET)
    home.close()
    with HomeStore(home.path) as again:
        assert [row.data for row in again.all_rows()] == [SECRET]
    assert not wiping.begun(home.path)


def test_a_file_that_cannot_be_removed_is_no_wipe(home):
    (home.path / "home.db-journal").mkdir()
    with pytest.raises(StorageFailed):
        home.wipe()


def test_a_home_is_safe_to_lose_once_every_own_row_is_stored_or_kept(home):
    assert home.unsafe() == 1
    answered(home, SECRET, Refused("disk_full", "", True, False))
    assert home.unsafe() == 1
    answered(home, SECRET, Refused("forbidden", "", False, False))
    assert home.unsafe() == 1, "refused, and not in anybody's hands"
    answered(home, SECRET, Refused("forbidden", "", False, True))
    assert home.unsafe() == 0
    answered(home, SECRET, Stored(1))
    assert home.unsafe() == 0
    answered(home, SECRET, Refused("discarded", "", False, False))
    assert home.unsafe() == 0, "somebody has looked at it"


def test_what_a_server_has_lost_and_what_is_still_open_would_be_lost_too(home):
    answered(home, SECRET, Stored(1))
    listing = ((MINE, SECRET, 1), (THEIRS, b"theirs", 2))
    home.store_changes(
        Changes(scope=SCOPE, from_seq=0, to_seq=2, mark=b"markmark", items=listing, more=False)
    )
    assert home.unsafe() == 0
    home.rewind(SCOPE)
    assert home.unsafe() == 2, "one's own and a colleague's"
    home.store_changes(
        Changes(scope=SCOPE, from_seq=0, to_seq=2, mark=b"markmark", items=listing, more=False)
    )
    home.papers.keep_draft(THEIRS, "road", "support")
    home.papers.keep_draft(THEIRS, "facade", "oppose")
    assert home.unsafe() == 1
