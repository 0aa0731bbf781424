"""Both languages say the same things."""

import dataclasses
import inspect
import string

import pytest

from schema.area import AreaKind
from schema.question import MergePolicy
from server import errors
from server.bench import errors as bench_errors
from server.commands.words import Words, en, problems_zh_cn, zh_cn
from server.demo import errors as demo_errors
from server.errors import ServerError, UnknownStaff
from server.exports import errors as exports_errors
from server.lists import errors as lists_errors
from server.safekeeping import errors as safekeeping_errors
from server.views import errors as views_errors
from server.xlsform import errors as xlsform_errors


def places(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences_with_the_same_facts():
    assert en.SENTENCES.keys() == zh_cn.SENTENCES.keys()
    for key, sentence in en.SENTENCES.items():
        assert places(sentence) == places(zh_cn.SENTENCES[key]), key


def _fields(kind):
    return dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()


MODULES = (
    errors,
    views_errors,
    demo_errors,
    safekeeping_errors,
    exports_errors,
    bench_errors,
    xlsform_errors,
    lists_errors,
)


def kinds():
    for module in MODULES:
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, ServerError) and "code" in vars(kind):
                yield kind


# What travels to tablets has its Chinese in the protocol's catalogue; these never reach a command,
# or carry their own sentence.
ELSEWHERE = {
    "server_error",
    "unknown_name",
    "conflict",
    "unacceptable",
    "invalid_value",
    "denied",
    "no_such_code",
    "too_many_codes",
    "unauthenticated",
    "revoked",
    "remote_problem",
    "views",
    "safekeeping",
    "export",
    "workbook",
}


def test_every_problem_that_a_command_can_meet_has_its_chinese():
    met = {kind.code for kind in kinds()} - ELSEWHERE
    assert met <= problems_zh_cn.PROBLEMS.keys()


def test_chinese_problems_use_only_facts_that_their_errors_have():
    facts = {kind.code: {field.name for field in _fields(kind)} for kind in kinds()}
    for code, (sentence, hint) in problems_zh_cn.PROBLEMS.items():
        assert places(sentence) | places(hint) <= facts[code], code


def test_every_kind_of_area_and_every_policy_has_a_word():
    wanted = {f"kind.{kind.value}" for kind in AreaKind}
    wanted |= {f"merge.{policy.value}" for policy in MergePolicy}
    assert wanted <= en.SENTENCES.keys()


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh-CN", "没有登录名或编号为 wnag 的人。相近的有：wang, wan"),
        ("en", "There is nobody with the login or id wnag. Nearest: wang, wan"),
    ],
)
def test_a_problem_is_one_line_that_says_what_to_do(lang, line):
    assert Words(lang).problem(UnknownStaff(name="wnag", nearest=("wang", "wan"))) == line


def test_a_hint_without_its_facts_is_left_out():
    assert Words("zh-CN").problem(UnknownStaff(name="qq")) == "没有登录名或编号为 qq 的人。"


def test_a_word_of_a_newer_version_is_shown_as_it_is():
    assert Words("en").get("status.escalated") == "escalated"
