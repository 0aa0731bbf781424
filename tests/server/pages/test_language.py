"""Both languages are whole: every sentence of templates and code stands in both catalogues."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import server.pages
from server.pages.language import accepted, catalogues
from tests.server.town import OPINION

PAGES = Path(server.pages.__file__).parent
KEYWORDS = {"say": None, "say_many": (1, 2), "N_": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def sentences():
    found = extract_from_dir(PAGES, METHODS, {}, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def catalogue(lang):
    """The messages of all files of a language; none may stand in two of them."""
    found = []
    for path in catalogues(lang):
        with path.open("rb") as file:
            found += [message for message in read_po(file) if message.id]
    assert len({str(message.id) for message in found}) == len(found)
    return found


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_sentence_is_translated_and_none_is_left_over(lang):
    known = catalogue(lang)
    ids = {m.id if isinstance(m.id, str) else m.id[0]: m for m in known if m.id}
    assert set(ids) == sentences()
    for message in ids.values():
        assert not message.fuzzy
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert all(strings)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_translation_has_the_same_facts_as_its_sentence(lang):
    for message in catalogue(lang):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        facts = set(re.findall(r"%\((\w+)\)s", " ".join(ids)))
        for text in strings:
            assert set(re.findall(r"%\((\w+)\)s", text)) == facts


def test_the_chinese_catalogue_holds_chinese():
    for message in catalogue("zh-CN"):
        text = message.string if isinstance(message.string, str) else message.string[0]
        bare = re.sub(r"%\(\w+\)s|\W", "", text)
        assert not message.id or not bare or re.search(r"[\u4e00-\u9fff]", bare)


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "zh-CN"),
        ("zh-TW,zh;q=0.9", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("de,en;q=0.5", "en"),
        ("en;q=0,zh", "zh-CN"),
        ("en;q=x", "zh-CN"),
        ("fr", "zh-CN"),
        ("zh;q=0.3,en;q=0.8", "en"),
    ],
)
def test_the_browsers_first_language_that_we_have_is_taken(header, lang):
    assert accepted(header) == lang


def test_the_chosen_language_wins_over_the_browsers_and_stays(browser):
    visitor = browser("min", "zh-CN")
    answer = visitor.send_form("/language", lang="en", back=f"/records/{OPINION}")
    assert answer.url.path == f"/records/{OPINION}"
    assert '<html lang="en">' in answer.text
    assert '<html lang="en">' in visitor.page("/")


def test_pages_in_english_hold_no_chinese_of_their_own(browser):
    visitor = browser("min", "en")
    places = "崇礼区西湾子镇长青路社区第网格和平小区号楼单元裕兴"
    names = f"{places}王芳李强赵敏陈红楼道灯坏了中文希望增加停车位"
    for path in ("/", "/records", "/clashes", f"/records/{OPINION}"):
        text = re.sub(r"<[^>]+>", " ", visitor.page(path))
        assert not set(re.findall(r"[\u4e00-\u9fff]", text)) - set(names)
