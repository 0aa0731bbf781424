"""Any substring of what was written is found, at any length, and nothing else is."""

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.views.searching import holds, indexed, phrase


def found(texts: list[str], query: str) -> bool:
    match = phrase(query)
    if match is None:
        return False
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 0')"
    )
    connection.execute("INSERT INTO t VALUES (?)", (indexed(texts),))
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
        (["楼道"], "between"),
        (["楼道"], "，"),
        (["楼道"], '" OR "'),
    ],
)
def test_what_is_no_substring_is_not_found(texts, query):
    assert not found(texts, query)


@given(
    st.text("张王伟芳小区ab1 ，", min_size=1, max_size=12),
    st.text("张王伟芳小ab1", min_size=1, max_size=3),
)
def test_finding_agrees_with_a_plain_substring_search(text, query):
    letters = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    assert found([text], query) == (query in letters)


@pytest.mark.parametrize("query", ["王芳", "芳", "王", " 芳 ", "Ｗａｎｇ", "wang", ""])
def test_a_name_holds_what_the_index_would_find(query):
    assert holds("王芳 Wang", query) == found(["王芳 Wang"], query)
