"""What a record is called beside its form: words that people wrote, never an id."""

import pytest

from schema.heading import heading
from schema.pack import load_pack

FORMS = {form.id: form for form in load_pack("chongli").forms}

CALL = {"round": "p66msrzm1csjikyn", "outcome": "done"}


@pytest.mark.parametrize(
    ("form", "answers", "said"),
    [
        ("visit", CALL, ""),
        ("visit", {**CALL, "project": "p2022"}, ""),
        ("visit", {**CALL, "met": "户主"}, "户主"),
        ("whistle_order", {"subject": "三号楼\n门口  积水"}, "三号楼 门口 积水"),
        ("whistle_order", {"subject": "长" * 41}, "长" * 39 + "…"),
        ("dispute", {"matter": "楼上漏水", "mediator": "老周"}, "老周"),
        ("renovation_opinion", {"opinion": "楼道灯坏了"}, ""),
    ],
)
def test_a_record_is_called_by_the_first_words_that_somebody_wrote(form, answers, said):
    assert heading(FORMS[form], answers) == said
