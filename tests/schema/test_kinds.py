"""Every kind of question: what people type, what is stored, what is said of what does not fit."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from schema.answer import Value
from schema.errors import UnreadableAnswer
from schema.moments import clock_face
from schema.question import DEVICE, Choice, Kind, Question, default_policy
from schema.reading import expected, parse_answer
from tests.schema.logic.forms import flags, form, question, reasons, repeat, table


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The device's clock stands in China."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def asked(kind: Kind, **more: object) -> Question:
    return Question(name="q", kind=kind, label={"en": "Q"}, merge=default_policy(kind), **more)  # type: ignore[arg-type]  # as a form gives them


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.range, "2.5", 2.5),
        (Kind.range, "３", 3),
        (Kind.time, "14:30", "14:30:00"),
        (Kind.time, "14：30", "14:30:00"),
        (Kind.time, "9:05:07", "09:05:07"),
        (Kind.time, "９：０５", "09:05:00"),
        (Kind.time, "9点5分", "09:05:00"),
        (Kind.time, "14点", "14:00:00"),
        (Kind.time, "8时30", "08:30:00"),
        (Kind.date_time, "2022-06-12 14:30", "2022-06-12T14:30:00+08:00"),
        (Kind.date_time, "2022/6/1 9:05", "2022-06-01T09:05:00+08:00"),
        (Kind.date_time, "2022年6月1日 9：05", "2022-06-01T09:05:00+08:00"),
        (Kind.date_time, "2022年6月1日9点5分", "2022-06-01T09:05:00+08:00"),
        (Kind.date_time, "2022-06-12T14:30", "2022-06-12T14:30:00+08:00"),
        (Kind.date_time, "2022-06-12T14:30:00+02:00", "2022-06-12T14:30:00+02:00"),
        (Kind.geopoint, "40.97 115.28", [40.97, 115.28]),
        (Kind.geopoint, "40.97，115.28", [40.97, 115.28]),
        (Kind.geopoint, "40.97, 115.28, 1200, 5", [40.97, 115.28, 1200, 5]),
        (Kind.geotrace, "40.97 115.28;40.98,115.29 1200", "40.97 115.28; 40.98 115.29 1200"),
        (Kind.geotrace, "４０ 115；41 115;", "40 115; 41 115"),
        (Kind.geoshape, "40 115;41 115;41 116;40 115", "40 115; 41 115; 41 116; 40 115"),
        (Kind.geoshape, "40 115; 41 115; 41 116", "40 115; 41 115; 41 116; 40 115"),
        (Kind.acknowledge, "OK", "OK"),
        (Kind.acknowledge, "ｏｋ", "OK"),
        (Kind.acknowledge, "是", "OK"),
        (Kind.barcode, "6901234567892", "6901234567892"),
        (Kind.image, "IMG_1.jpg", "IMG_1.jpg"),
        (Kind.image, "/sdcard/照片/门口.jpg", "门口.jpg"),
        (Kind.file, "C:\\papers\\a b.pdf", "a b.pdf"),
    ],
)
def test_what_is_typed_becomes_the_one_value(kind: Kind, text: str, value: Value) -> None:
    assert parse_answer(asked(kind), text, "en") == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.range, "viel"),
        (Kind.time, "24:00"),
        (Kind.time, "14:60"),
        (Kind.time, "1430"),
        (Kind.date_time, "2022-06-12"),
        (Kind.date_time, "0001-01-01 00:00"),
        (Kind.date_time, "2022-06-31 10:00"),
        (Kind.date_time, "2022-06-12 10:00 x"),
        (Kind.geopoint, "40.97"),
        (Kind.geopoint, "115.28 40.97 1 2 3"),
        (Kind.geopoint, "91 0"),
        (Kind.geopoint, "0 181"),
        (Kind.geopoint, "a b"),
        (Kind.geotrace, "40.97 115.28"),
        (Kind.geotrace, "40.97 115.28; 91 0"),
        (Kind.geotrace, "40.97 115.28;; 40.97 115.28"),
        (Kind.geoshape, "40 115; 41 115"),
        (Kind.geoshape, "40 115; 41 115; 40 115"),
        (Kind.geoshape, "40 115; 40 115; 40 115; 40 115"),
        (Kind.acknowledge, "no"),
        (Kind.image, "photos/"),
        (Kind.image, "a\x00b"),
        (Kind.file, "照" * 86),
        (Kind.note, "read"),
        (Kind.calculate, "1"),
        (Kind.hidden, "1"),
        *((kind, "x") for kind in sorted(DEVICE)),
    ],
)
def test_what_is_no_answer_or_nobodys_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(UnreadableAnswer):
        parse_answer(asked(kind), text, "en")


RANKED = asked(
    Kind.rank,
    choices=tuple(
        Choice(name=name, label={"zh-CN": label, "en": name.upper()})
        for name, label in (("a", "停车"), ("b", "电梯"), ("c", "照明"))
    ),
)


def test_a_rank_keeps_the_order_in_which_it_was_typed() -> None:
    assert parse_answer(RANKED, "c a b", "en") == ["c", "a", "b"]
    assert parse_answer(RANKED, "电梯、停车、照明", "zh-CN") == ["b", "a", "c"]
    for said in ("a b a", "a x", "a b"):
        with pytest.raises(UnreadableAnswer, match="in order"):
            parse_answer(RANKED, said, "en")


def test_a_rank_of_what_a_filter_offers_is_as_long_as_what_was_named() -> None:
    narrowed = asked(Kind.rank, choices=RANKED.choices, choice_filter="true()")
    assert parse_answer(narrowed, "c a", "en") == ["c", "a"]


def test_a_text_that_is_worked_out_is_nobodys_answer() -> None:
    with pytest.raises(UnreadableAnswer, match="worked out"):
        parse_answer(asked(Kind.text, calculation="1 + 1"), "2", "en")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_kind_says_what_it_wants_in_both_languages(kind: Kind, lang: str) -> None:
    said = expected(asked(kind), lang)
    assert any("\u4e00" <= character <= "\u9fff" for character in said) == (lang == "zh-CN")


def test_a_list_of_many_choices_names_the_first_and_says_that_there_are_more() -> None:
    towns = form(
        question("town", "select_one", list_name="l"),
        lists={"l": table("name", "label", rows=[[f"t{n}", f"Town {n}"] for n in range(50)])},
    )
    said = expected(towns.questions[0], "en")
    assert said.startswith("one of these is needed: t0 (Town 0), t1 (Town 1)")
    assert said.endswith("t19 (Town 19), …")
    assert parse_answer(towns.questions[0], "town 49", "en") == "t49"


EVERY = form(
    question("range", "range", minimum=0.5, maximum=2, step=0.1),
    question("time", "time"),
    question("at", "dateTime"),
    question("spot", "geopoint"),
    question("ok", "acknowledge"),
    question("photo", "image"),
    question("code", "barcode"),
    question("today", "today"),
    question("start", "start"),
    question("line", "geotrace"),
    question("plot", "geoshape"),
    question("order", "rank", choices=[{"name": n, "label": {"zh-CN": n, "en": n}} for n in "ab"]),
    question("hidden", "hidden"),
    question("note", "note", required=True),
)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("range", 1.1, None),
        ("range", 1.15, "not in steps of 0.1 from 0.5"),
        ("range", 2.1, "outside 0.5–2"),
        ("range", "1", "not a number"),
        ("time", "14:30:00", None),
        ("time", "14:30:00.000+08:00", None),
        ("time", "25:00:00", "not a time of day"),
        ("at", "2022-06-12T14:30:00+08:00", None),
        ("at", "2022-06-12T14:30:00", "not a date with a time"),
        ("spot", [40.97, 115.28, 1200, 5], None),
        ("spot", [40.97], "not a place on the map"),
        ("spot", [115.28, 40.97], "not a place on the map"),
        ("spot", [True, 40.97], "not a place on the map"),
        ("ok", "OK", None),
        ("ok", "yes", "not a confirmation"),
        ("photo", "a.jpg", None),
        ("photo", 5, "not a text"),
        ("code", ["1"], "not a text"),
        ("today", "2022-06-12", None),
        ("today", "12.6.2022", "not a date"),
        ("start", "2022-06-12T14:30:00.000+08:00", None),
        ("start", "2022-06-12", "not a date with a time"),
        ("line", "40 115; 41 115", None),
        ("line", "40 115", "not a line on the map"),
        ("line", [40, 115], "not a line on the map"),
        ("plot", "40 115; 41 115; 41 116; 40 115", None),
        ("plot", "40 115; 41 115; 41 116; 40 114", "not a shape on the map"),
        ("plot", "40 115; 41 115; 40 115; 40 115", "not a shape on the map"),
        ("order", ["b", "a"], None),
        ("order", ["b", "b"], "not choices put in order"),
        ("order", ["b", "x"], "“x” is not one of the choices"),
        ("hidden", 5, None),
    ],
)
def test_a_stored_value_fits_its_kind_or_is_flagged(name, value, reason) -> None:
    assert reasons(EVERY, {name: value})[:1] == ([] if reason is None else [reason])


def test_nobody_misses_what_nobody_is_asked() -> None:
    kinds = [*DEVICE, Kind.hidden, Kind.note]
    nobody = form(*(question(f"q{n}", kind, required=True) for n, kind in enumerate(kinds)))
    assert flags(nobody, {}) == []


def test_what_is_required_says_so_in_the_forms_words() -> None:
    strict = form(
        question("a", required=True, required_message={"en": "ask the elder"}),
        repeat("r", question("b"), required=True, required_message={"en": "one at least"}),
    )
    assert reasons(strict, {}) == ["ask the elder", "one at least"]


def test_a_constraint_holds_for_what_is_worked_out_as_well() -> None:
    total = form(
        question("a", "integer"),
        question("sum", calculation="${a} + 1", constraint=". < 10"),
    )
    assert flags(total, {"a": 8}) == []
    assert flags(total, {"a": 9}) == [("sum", "constraint")]


def test_another_answer_has_a_question_of_its_own() -> None:
    other = form(
        question("work", "select_one", list_name="l", other=True),
        lists={"l": table("name", "label", rows=[["farm", "Farm"], ["other", "Other"]])},
    )
    assert [each.path for each in other.outline] == ["work", "work_other"]
    assert flags(other, {"work": "other", "work_other": "牧民"}) == []
    assert flags(other, {"work": "herder"}) == [("work", "choice")]
    assert type(other).from_json(other.to_json()) == other


def test_a_choice_that_the_list_has_but_the_filter_does_not_offer_is_flagged() -> None:
    filtered = form(
        question("d", "text"),
        question("town", "select_one", list_name="l", choice_filter="d = ${d}"),
        lists={"l": table("name", "label", "d", rows=[["a", "A", "1"], ["b", "B", "2"]])},
    )
    assert flags(filtered, {"d": "1", "town": "a"}) == []
    assert reasons(filtered, {"d": "2", "town": "a"}) == [
        "“A” is not offered with the other answers as they are"
    ]
    assert reasons(filtered, {"d": "2", "town": "x"}) == ["“x” is not one of the choices"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2022-06-12T14:30:05.123+08:00", "2022-06-12 14:30"),
        ("14:30:05", "14:30"),
        ("soon", "soon"),
    ],
)
def test_a_clock_shows_minutes(stored: str, shown: str) -> None:
    assert clock_face(stored) == shown


def test_a_moment_typed_in_summer_time_has_that_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    typed = parse_answer(asked(Kind.date_time), "2022-06-12 14:30", "en")
    assert datetime.fromisoformat(str(typed)) == datetime.fromisoformat("2022-06-12T12:30:00Z")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2022-06-12 14:30", "2022-06-12T14:30:00+05:00"),
        ("２０２２-06-12T14:30:00+00:00", "2022-06-12T14:30:00+00:00"),
        ("0001-01-01 00:00", None),
    ],
)
def test_a_moment_is_meant_in_the_zone_that_is_named_with_it_or_by_who_reads_it(
    typed: str, expected: str | None
) -> None:
    zone = timezone(timedelta(hours=5))
    if expected is None:
        with pytest.raises(UnreadableAnswer):
            parse_answer(asked(Kind.date_time), typed, "en", zone)
    else:
        assert parse_answer(asked(Kind.date_time), typed, "en", zone) == expected
