"""What the office of a demonstration returns and approves."""

from server.demo.office import APPROVED, RETURNED, chosen


def record(number, spaces=None, outcome="single"):
    answers = {} if spaces is None else {"parking_spaces": {"value": spaces, "outcome": outcome}}
    return {"id": str(number), "answers": {"road": {"value": "a", "outcome": "single"}, **answers}}


def test_returned_is_what_the_reason_speaks_of():
    documents = [
        record(1),
        record(2, 1),
        record(3, 0),
        record(4, 2, "clash"),
        record(5, 2),
        record(6, None),
        record(7, 2),
        record(8, 2),
    ]
    returned, approved = chosen(documents)
    assert returned == ["5", "7"]
    assert approved == ["1", "2", "3", "6", "8"]


def test_no_more_are_returned_and_approved_than_the_office_does_in_a_day():
    returned, approved = chosen([record(number, 2) for number in range(100)])
    assert (len(returned), len(approved)) == (RETURNED, APPROVED)


def test_an_answer_that_was_taken_back_is_none():
    emptied = {"id": "1", "answers": {"parking_spaces": {"value": None, "outcome": "single"}}}
    assert chosen([emptied]) == ([], ["1"])
