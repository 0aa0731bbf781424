"""A clerk's Chinese workbook with twelve planted mistakes: twelve messages, each at its cell."""

from tests.server.xlsform.conftest import problems
from tests.server.xlsform.twelve import MISTAKES, PLANTED, corrected


def test_twelve_mistakes_give_twelve_messages_at_their_cells_in_one_run(desk):
    expected = [(f"{sheet}!{column}{row}", code) for sheet, row, column, code, _ in MISTAKES]
    assert len(expected) == 12
    assert expected == problems(desk.read(**PLANTED))


def test_the_same_workbook_corrected_is_a_form(desk):
    reading = desk.read(**corrected())
    assert [] == problems(reading)
    assert 13 == sum(1 for _ in reading.form.questions())


def test_every_message_has_both_languages_and_none_names_a_part_of_the_program(desk):
    reading = desk.read(**PLANTED)
    for problem in (*reading.problems, *reading.warnings):
        assert {"zh-CN", "en"} == problem.message.keys()
        assert all(text and "{" not in text.replace("${", "") for text in problem.message.values())
