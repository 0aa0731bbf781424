"""A record has one id, and an id has one spelling."""

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from schema.area import AreaId
from schema.errors import InvalidRecordId
from schema.record_id import RecordId
from schema.unicode14 import is_assigned

OPINION = "renovation_opinion/130709/100/002/007/x03/b02/u1/0301:p2022"
WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2028\u3000"

texts = st.text(min_size=1, max_size=12)
# Characters on which spellings usually differ.
tricky = st.text(
    alphabet=st.sampled_from("a%:/ \u3000０％：／é\u0301ﬁ①\x1f\x85\x7f+。Å\ufeff"), max_size=9
)
typed = st.one_of(texts, tricky)


def spell(value: str) -> str:
    """The rule of records.md, 1, written a second time and slowly."""
    out = ""
    for ch in unicodedata.normalize("NFKC", value).strip(WHITE):
        code = ord(ch)
        escaped = ch in "%:/" or code <= 0x1F or 0x7F <= code <= 0x9F
        out += "".join(f"%{byte:02X}" for byte in ch.encode()) if escaped else ch
    return out


def canonical_or_none(value: str) -> str | None:
    if not all(is_assigned(ch) for ch in value):
        return None
    return spell(value) or None


def test_the_example_of_the_design() -> None:
    record = RecordId.parse(OPINION)
    assert record.form == "renovation_opinion"
    assert record.area == AreaId("130709/100/002/007/x03/b02/u1/0301")
    assert record.keys == ("p2022",)
    assert record.scope == "130709/100/002/007"
    assert str(record) == OPINION


@pytest.mark.parametrize(
    ("text", "area", "keys"),
    [
        (
            "household_file/130709/100/002/007/x03/b02/u1/0301",
            "130709/100/002/007/x03/b02/u1/0301",
            (),
        ),
        (
            "hazard_report/130709/100/002/007:01J0ABCDEFGHJKMNPQRSTVWXYZ",
            "130709/100/002/007",
            ("01J0ABCDEFGHJKMNPQRSTVWXYZ",),
        ),
        ("f/a", "a", ()),
        ("f/a:x:y", "a", ("x", "y")),
        ("f/a:和平 小区", "a", ("和平 小区",)),
        ("f/a:50%25 a%3Ab%2Fc", "a", ("50% a:b/c",)),
        ("f/a:a%00%1F%7F%C2%80%C2%9Fz", "a", ("a\x00\x1f\x7f\x80\x9fz",)),
        ("f/a/+0301-2", "a/+0301-2", ()),
        ("f/a/+后院 2:k", "a/+后院 2", ("k",)),
        ("f/a/++", "a/++", ()),
        ("f/a:%1Fa", "a", ("\x1fa",)),
        ("f/a:\ufeffa", "a", ("\ufeffa",)),
    ],
)
def test_ids(text: str, area: str, keys: tuple[str, ...]) -> None:
    record = RecordId.parse(text)
    assert (record.area, record.keys) == (area, keys)
    assert RecordId.of(record.form, record.area, *record.keys) == record


@pytest.mark.parametrize(
    "text",
    [
        "",
        "f",
        "f/",
        "/a",
        "F/a",
        "1f/a",
        "f" * 65 + "/a",
        "f/A",
        "f/a/",
        "f//a",
        "f/a:",
        "f/a::b",
        "f/a: b",
        "f/a:b ",
        "f/a:b\u3000",
        "f/a:\tb",
        "f/a:b\n",
        "f/a\n",
        "f/a:%3a",  # lower-case hex
        "f/a:%41",  # needs no escape
        "f/a:%",
        "f/a:%E4",
        "f/a:%C2%A0",  # neither a control nor in its normal form
        "f/a:a\x00b",  # bare control
        "f/a:a\x9fb",
        "f/a:ﬁ",  # a ligature, NFKC: fi
        "f/a:０",
        "f/a:e\u0301",  # NFKC: é
        "f/a:\U0001fae8",  # Unicode 15
        "f/a:\ud800",
        "f/a:b/c",
        "f/a/+",
        "f/a/+ b",
        "f/a/+b/c",
        "f//+b",
        "f/a/b+",
        "f/a/+ﬁ",
        "表/a",
    ],
)
def test_no_ids(text: str) -> None:
    with pytest.raises(InvalidRecordId):
        RecordId.parse(text)


def test_at_most_512_bytes_not_characters() -> None:
    assert RecordId.parse("f/a:" + "b" * 508).keys == ("b" * 508,)
    assert RecordId.parse("f/a:b" + "绿" * 169).keys == ("b" + "绿" * 169,)
    for text in ("f/a:" + "b" * 509, "f/a:bb" + "绿" * 169, "f/" + "a" * 511):
        with pytest.raises(InvalidRecordId):
            RecordId.parse(text)


@given(st.lists(typed, max_size=3))
@example(["\u3000 和平小区\u3000"])
def test_what_is_typed_comes_back_in_its_normal_form(keys: list[str]) -> None:
    expected = [canonical_or_none(key) for key in keys]
    assume(sum(len((e or "").encode()) + 1 for e in expected) < 500)
    if None in expected:
        with pytest.raises(InvalidRecordId):
            RecordId.of("f", AreaId("a"), *keys)
        return
    record = RecordId.of("f", AreaId("a"), *keys)
    assert record.text == "".join(["f/a", *(f":{e}" for e in expected)])
    assert RecordId.parse(record.text) == record
    assert record.keys == tuple(unicodedata.normalize("NFKC", key).strip(WHITE) for key in keys)


@given(typed, typed)
def test_two_spellings_of_one_value_are_one_id(one: str, other: str) -> None:
    a, b = canonical_or_none(one), canonical_or_none(other)
    assume(a and b)
    same = unicodedata.normalize("NFKC", one).strip(WHITE) == unicodedata.normalize(
        "NFKC", other
    ).strip(WHITE)
    ids = {RecordId.of("f", AreaId("a"), value).text for value in (one, other)}
    assert (len(ids) == 1) == same


@given(st.one_of(tricky, st.text(alphabet="%:0123456789ABCDEFabcdef25 C", max_size=12)))
def test_an_id_is_read_only_in_the_spelling_that_would_be_written(tail: str) -> None:
    try:
        record = RecordId.parse(f"f/a:{tail}")
    except InvalidRecordId:
        return
    assert ":".join(map(spell, record.keys)) == tail
    assert RecordId.of("f", AreaId("a"), *record.keys).text == f"f/a:{tail}"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=20))
def test_the_short_way_of_plain_ids_reads_as_the_long_one_does(tail: str) -> None:
    """Nearly all ids take the one regular expression; it decides as the rules do."""
    legal = all(
        part and part == canonical_or_none(re.sub("%(25|3A|2F)", _unescape, part))
        for part in tail.split(":")
    )
    try:
        RecordId.parse(f"f/a:{tail}")
        read = True
    except InvalidRecordId:
        read = False
    assert read == legal


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))
