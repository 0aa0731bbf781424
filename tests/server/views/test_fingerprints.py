"""What the views were folded with, told by a form's content and by nothing else."""

import json

from schema.form import Form
from server.views.fingerprints import concerned, forms_fingerprint


def listed(label="东城", **more):
    """A form whose choices stand in a list, read anew."""
    return Form.from_json(
        {
            "id": "survey",
            "version": "1",
            "title": {"zh-CN": "调查", "en": "Survey"},
            "areas": ["household"],
            "questions": [
                {
                    "name": "town",
                    "kind": "select_one",
                    "label": {"zh-CN": "城市", "en": "Town"},
                    "list_name": "towns",
                }
            ],
            "lists": {"towns": {"columns": ["name", "label"], "rows": [["a", label]]}},
            **more,
        }
    )


def told(form):
    return forms_fingerprint({form.id: form})


def test_the_same_form_read_twice_is_the_same():
    once = listed()
    again = Form.from_json(json.loads(json.dumps(once.to_json())))
    assert told(once) == told(again)
    assert not concerned(told(once), told(again), lambda *_: True)


def test_another_cell_of_a_list_is_another_form():
    assert told(listed("东城")) != told(listed("西城"))
    assert concerned(told(listed("东城")), told(listed("西城")), lambda *_: True)


def test_an_earlier_version_belongs_to_a_form():
    before = listed("西城", version="0").to_json()
    assert told(listed()) != told(listed(earlier=[before]))
