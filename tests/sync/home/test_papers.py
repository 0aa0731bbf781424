"""Enrolment, bundle, clock, drafts and the last list survive being closed and opened."""

from contextlib import ExitStack

import pytest

from sync.home.rows import Bundle, Contact, Enrolment
from sync.home.store import HomeStore

RECORD = "household_file/130709/100/002/007/x03/b02/u1/0301"


@pytest.fixture
def home(tmp_path):
    with HomeStore(tmp_path, create=True) as store:
        yield store


@pytest.fixture
def reopened(home):
    """The home as the next process finds it."""
    with ExitStack() as stack:

        def reopen(held):
            held.close()
            return stack.enter_context(HomeStore(held.path))

        yield reopen


def test_a_new_home_is_nobodys(home):
    assert home.papers.enrolment() is None
    assert home.papers.bundle() is None
    assert Contact(last_contact_ms=None, clock_offset_ms=0) == home.papers.contact()


def test_the_nonce_is_drawn_once(home, reopened):
    """So that a code whose answer was lost gives the same device the second time."""
    assert home.papers.keep_nonce("first") == "first"
    assert reopened(home).papers.keep_nonce("second") == "first"


def test_enrolling_again_keeps_nonce_and_rows(home, reopened):
    home.papers.keep_nonce("nonce")
    home.add_own([(RECORD, b"one")], 1_000)
    home.papers.enrol(Enrolment(nonce="nonce", url="http://a", token="t1", device="d", staff="s"))
    again = Enrolment(nonce="nonce", url="http://a", token="t2", device="d", staff="s2")
    home.papers.enrol(again)
    later = reopened(home)
    assert again == later.papers.enrolment()
    assert len(later.outbox()) == 1


def test_the_bundle_is_the_document_that_was_given(home, reopened):
    bundle = Bundle(
        etag="e1", document={"forms": [{"id": "opinion", "title": {"zh-CN": "改造意见"}}]}
    )
    home.papers.keep_bundle(bundle)
    assert bundle == reopened(home).papers.bundle()


def test_a_new_bundle_makes_every_summary_stale(home):
    home.add_own([(RECORD, b"one")], 1_000)
    home.index.keep([(RECORD, {"status": "draft"}, ())])
    assert home.index.stale() == []
    home.papers.keep_bundle(Bundle(etag="e2", document={}))
    assert [each.record for each in home.index.stale()] == [RECORD]


def test_the_offset_is_the_servers_clock_less_this_ones(home, reopened):
    home.papers.keep_contact(server_ms=10_000, device_ms=7_000)
    expected = Contact(last_contact_ms=10_000, clock_offset_ms=3_000)
    assert expected == reopened(home).papers.contact()


def test_a_draft_holds_each_answer_as_soon_as_it_is_given(home, reopened):
    home.papers.keep_draft(RECORD, "origin", "local")
    home.papers.keep_draft(RECORD, "origin", "outside")
    home.papers.keep_draft(RECORD, "phone", None)
    papers = reopened(home).papers
    assert papers.draft(RECORD) == {"origin": "outside", "phone": None}
    assert papers.drafted() == [RECORD]


def test_leaving_the_form_turns_its_draft_into_a_change_in_one_commit(home, reopened):
    home.papers.keep_draft(RECORD, "origin", "local")
    home.add_own([(RECORD, b"one")], 1_000)
    later = reopened(home)
    assert later.papers.draft(RECORD) == {}
    assert [row.data for row in later.outbox()] == [b"one"]


def test_numbers_are_those_of_the_last_list(home, reopened):
    home.papers.keep_list(["a", "b", "c"])
    home.papers.keep_list(["c"])
    papers = reopened(home).papers
    assert (papers.listed(1), papers.listed(2)) == ("c", None)
