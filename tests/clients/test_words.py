"""Both languages say the same things, and say them with the same facts."""

import re
import string
from pathlib import Path

import pytest

from clients.reference_cli import errors, words
from clients.reference_cli.address import BadAddress
from clients.reference_cli.words import Words, en, zh_cn

SOURCES = Path(words.__file__).parents[1]

# English names a month, Chinese numbers it.
OWN_FACTS = {"month", "month_name"}


def facts(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name} - OWN_FACTS


def test_both_languages_have_the_same_sentences():
    assert zh_cn.SENTENCES.keys() == en.SENTENCES.keys()


def test_a_sentence_has_the_same_facts_in_both_languages():
    chinese = {key: facts(sentence) for key, sentence in zh_cn.SENTENCES.items()}
    assert chinese == {key: facts(en.SENTENCES[key]) for key in zh_cn.SENTENCES}


@pytest.mark.parametrize(
    ("sentences", "internal"),
    [
        (zh_cn.SENTENCES, r"scope|seq|outbox|CRDT|cursor"),
        (en.SENTENCES, r"\b(scopes?|seq|outbox|CRDT|cursors?)\b"),
    ],
    ids=["zh-CN", "en"],
)
def test_no_internal_name_is_shown(sentences, internal):
    shown = re.compile(internal, re.IGNORECASE)
    assert [] == [sentence for sentence in sentences.values() if shown.search(sentence)]


def test_every_sentence_is_said_somewhere():
    """Families are named by their first word, everything else by its whole key."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in SOURCES.rglob("*.py")
        if path.name not in ("zh_cn.py", "en.py")
    )
    families = {
        "form",
        "state",
        "delivery",
        "kind",
        "question",
        "ago",
        "span",
        "sync",
        "status",
        "clock",
        "answer",
        "device",
        "door",
    }
    unsaid = {
        key for key in en.SENTENCES if key not in code and key.partition(".")[0] not in families
    }
    assert unsaid == set()


def every_error(kind):
    for below in kind.__subclasses__():
        yield below
        yield from every_error(below)


def test_every_error_has_its_sentence():
    assert BadAddress in set(every_error(errors.TabletError))
    for kind in every_error(errors.TabletError):
        key = getattr(kind, "key", None)
        if key is not None:
            assert key in zh_cn.SENTENCES


def test_a_count_stands_with_its_noun():
    say = Words("en")
    assert say("sync.sent", n=1, parts="1 stored") == "Sent 1 change: 1 stored"
    assert say("sync.sent", n=2, parts="2 stored") == "Sent 2 changes: 2 stored"
