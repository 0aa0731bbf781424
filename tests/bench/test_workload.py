"""The day that every server is given."""

import json

import msgpack

from bench import workload
from bench.peers import yjs
from bench.peers.bare import peer as bare
from bench.peers.pouchdb import peer as pouchdb
from server.bench import visits


def test_a_storm_is_a_whole_district_and_every_visit_a_record_of_its_own():
    day = workload.storm(pushes=1)
    records = {visit.record for errand in day for visit in errand.writes}
    assert (324, 8_100) == (len(day), len(records))
    assert {100} == {errand.waits_for for errand in day}


def test_a_storm_writes_the_visits_that_doorstep_is_measured_with():
    written = [visit.answers for errand in workload.storm(pushes=1) for visit in errand.writes]
    assert [visits.answers(number) for number in range(8_100)] == written


def test_pushes_share_the_visits_without_one_twice():
    errand = workload.storm(pushes=25)[0]
    assert [1] * 25 == [len(group) for group in errand.groups()]
    assert list(errand.writes) == [visit for group in errand.groups() for visit in group]
    assert [list(errand.writes)] == [list(g) for g in workload.storm(pushes=1)[0].groups()]


def test_the_large_room_has_as_many_records_as_are_downloaded():
    assert 25_000 == len({visit.record for visit in workload.large(25_000).writes})


def test_the_records_of_a_message_are_found_in_whatever_form_they_travel():
    errand = workload.storm(pushes=1)[0]
    expected = {visit.record.encode() for visit in errand.writes}
    as_yjs = yjs.Author(errand).document.get_update()
    as_rows = msgpack.packb([bare.row(visit) for visit in errand.writes])
    as_json = json.dumps([pouchdb.document(visit) for visit in errand.writes]).encode()
    for message in (as_yjs, as_rows, as_json):
        assert expected == set(workload.records_in(message))


def test_updates_made_one_by_one_are_the_document_that_is_sent_in_one():
    updates = yjs.Author(workload.storm(pushes=25)[7]).updates
    assert 25 == len(updates)
    assert 25 == yjs.readable(updates)
    assert 24 == yjs.readable(updates[:-1])


def test_who_reconnects_knows_all_of_the_grid():
    day = workload.storm(pushes=1, grids=2)
    back = workload.reconnect(day)
    assert [errand.room for errand in day] == [errand.room for errand in back]
    assert {4} == {len(errand.knows) for errand in back}
    assert 100 == yjs.readable([yjs.whole(back[0].knows).get_update()])


def test_a_visit_in_pouchdb_uses_no_name_that_couchdb_keeps_for_itself():
    visit = workload.storm(pushes=1)[0].writes[0]
    document = pouchdb.document(visit)
    assert {"_id", "_rev", "_revisions"} == {name for name in document if name.startswith("_")}
    assert len(visit.answers) == len(document) - 3
