"""Any substring of what was written is found, at any length, and nothing else is."""

import re
import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.letters import QUERY_CHARACTERS_MAX, WORDS_MAX, letters
from server.views.searching import expression, holds, indexed


def found(texts: list[str], query: str) -> bool:
    match = expression(query, None)
    if match is None:
        return False
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t"
        " USING fts5(place, answers, scope, tokenize='unicode61 remove_diacritics 0', prefix='1')"
    )
    connection.execute("INSERT INTO t (answers) VALUES (?)", (indexed(texts),))
    (count,) = connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()
    connection.close()
    return count == 1


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("张伟", "张伟"),
        ("住户张伟先生", "张伟"),
        ("和平小区 3号楼 1单元 0301", "平小"),
        ("和平小区 3号楼 1单元 0301", "楼1单"),
        ("和平小区 3号楼 1单元 0301", "030"),
        ("\U0002b820\U000323a0", "\U000323a0"),
        ("电话１３８", "138"),
        ("QQ群：abc", "qq群"),
        ("楼道灯坏了，已报修", "坏了已报"),
        ("星河小区 2号楼 3单元 0301", "星河小区 0301"),
        ("星河小区 2号楼 3单元 0301", "0301　星河"),
        ("星河小区 2号楼 3单元 0301", "，\t2号楼 \u3000 、 03"),
    ],
)
def test_a_substring_is_found(text, query):
    assert found([text], query)


@pytest.mark.parametrize(
    ("texts", "query"),
    [
        (["张伟"], "伟张"),
        (["张大伟"], "张伟"),
        (["张", "伟"], "张伟"),
        (["张伟", "伟强"], "张伟强"),
        (["楼道"], "between"),
        (["楼道"], "，"),
        (["楼道"], '" OR "'),
        (["星河小区 0301"], "星河小区 0302"),
        (["星河小区 0301"], "0301 AND 0302"),
    ],
)
def test_what_is_no_substring_is_not_found(texts, query):
    assert not found(texts, query)


def test_words_are_found_in_different_texts_of_one_record():
    texts = ["星河小区 2号楼 0201", "楼道灯泡坏了"]
    assert found(texts, "0201 灯泡")
    assert found(texts, "灯泡 0201")
    assert not found(texts, "0201灯泡")


def test_of_a_very_long_search_the_first_words_count():
    query = " ".join(f"{door:04}" for door in range(100))
    assert expression(query, None).count(" AND ") + 1 == WORDS_MAX
    assert expression("灯" * 1000, None) == expression("灯" * QUERY_CHARACTERS_MAX, None)
    assert found(["灯" * QUERY_CHARACTERS_MAX], "灯" * 1000)
    assert not found(["灯" * (QUERY_CHARACTERS_MAX - 1)], "灯" * 1000)
    text = "".join(f"{door:04}" for door in range(WORDS_MAX))
    assert found([text], query)
    assert holds(text, query)


@given(st.text("张伟小区ab1 ，", max_size=12), st.text("张伟小ab1 \u3000\t\u00a0", max_size=9))
def test_words_are_found_where_each_is_found_alone(text, query):
    each = [found([text], word) for word in re.split("[ \u3000\t\u00a0]+", query) if word]
    assert found([text], query) == holds(text, query) == (bool(each) and all(each))


@given(
    st.text("张王伟芳小区ab1 ，", min_size=1, max_size=12),
    st.text("张王伟芳小ab1", min_size=1, max_size=3),
)
def test_finding_agrees_with_a_plain_substring_search(text, query):
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    assert found([text], query) == (query in plain)


@pytest.mark.parametrize(
    "query", ["王芳", "芳", "王", " 芳 ", "Ｗａｎｇ", "wang", "wang 芳", "王 张", ""]
)
def test_a_name_holds_what_the_index_would_find(query):
    assert holds("王芳 Wang", query) == found(["王芳 Wang"], query)


@given(st.text(alphabet="，；：！？（）,;!a\u0301\u0338①Ａ１ﬁ灯坏가\u11a8=＝<") | st.text())
def test_letters_are_those_of_the_normalised_text(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    known = [each for each in folded if each.isalnum() or unicodedata.category(each) == "Cn"]
    assert letters(text) == known
