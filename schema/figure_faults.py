"""What can be wrong with a number of the district, in the languages of the pages.

Whoever writes numbers reads it beside the number: it says what is wrong and what to write instead.
"""

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

from schema.text import Text

SENTENCES: Final[Mapping[str, Text]] = {
    "no_object": {
        "zh-CN": '应写成一个对象，如 {{"id": …, "title": …}}',
        "en": 'it is no object such as {{"id": …, "title": …}}',
    },
    "unstorable": {
        "zh-CN": "含有无法保存的字符或数",
        "en": "it holds a character or a number that cannot be stored",
    },
    "unknown_field": {
        "zh-CN": "“{name}”没有含义，请改正或删去",
        "en": "it has {name}, which says nothing: correct it or take it out",
    },
    "lacks": {"zh-CN": "缺少 {name}", "en": "it lacks {name}"},
    "id": {
        "zh-CN": "编号（id）只能用 a-z、0-9 和 _，以字母开头，最多64个字符",
        "en": "its id is not made of a-z, 0-9 and _, beginning with a letter, 64 at most",
    },
    "title": {
        "zh-CN": "名称（title）要有 zh-CN 和 en 两种语言，各写一行",
        "en": "its title is not given in zh-CN and en, a line each",
    },
    "unit": {
        "zh-CN": "单位（unit）要按语言写，如 zh-CN 和 en，各写一行",
        "en": "its unit is not given by language, such as zh-CN and en, a line each",
    },
    "no_text": {"zh-CN": "{name} 应是文字", "en": "{name} is no text"},
    "overview": {
        "zh-CN": "overview 只能是 true 或 false",
        "en": "overview is neither true nor false",
    },
    "where": {
        "zh-CN": "where 应按问题写答案，或者写一个公式",
        "en": "where is neither answers by question nor an expression",
    },
    "no_answer": {
        "zh-CN": "where 里 {name} 应写一个答案，或一列答案",
        "en": "where names no answer, or list of answers, of {name}",
    },
    "nothing_counted": {
        "zh-CN": "要写表单（form）或占比（share）",
        "en": "it names neither a form nor a share",
    },
    "share": {
        "zh-CN": "share 应写两个数字的编号",
        "en": "share does not name two numbers",
    },
    "share_counts": {
        "zh-CN": "占比（share）本身不统计，请删去 form、where、by、sum、day",
        "en": "a share counts nothing itself: take form, where, by, sum and day out",
    },
    "twice": {"zh-CN": "编号重复，请换一个", "en": "it is there twice: choose another id"},
    "no_part": {
        "zh-CN": "{name} 不是可以算占比的数字",
        "en": "{name} is no number that a share can be of",
    },
    "no_form": {"zh-CN": "没有表单 {form}", "en": "there is no form {form}"},
    "no_question": {
        "zh-CN": "表单 {form} 没有问题 {name}",
        "en": "form {form} has no question {name}",
    },
    "in_rows": {
        "zh-CN": "{name} 在重复组里，请改用公式",
        "en": "{name} stands in rows: say it by an expression",
    },
    "sensitive": {
        "zh-CN": "问题 {name} 的答案是敏感的，不能统计：一户的数字就是它的答案",
        "en": "question {name} is sensitive: the number of one household would tell its answer",
    },
    "no_date": {"zh-CN": "问题 {name} 不是日期", "en": "question {name} is no date"},
    "no_choice": {
        "zh-CN": "问题 {name} 没有选项 {choice}",
        "en": "question {name} has no choice {choice}",
    },
    "not_told_apart": {
        "zh-CN": "不能按问题 {name} 分开统计：它不是选择题、文字或整数",
        "en": "question {name} is nothing to be told apart by: no choice, text or whole number",
    },
    "many_choices": {
        "zh-CN": "问题 {name} 的选项超过{most}个",
        "en": "question {name} has more than {most} choices",
    },
    "no_number": {"zh-CN": "问题 {name} 不是数", "en": "question {name} is no number"},
    "changing": {
        "zh-CN": "{text}：{name} 不只取决于答案",
        "en": "{text}: {name} does not depend on the answers alone",
    },
}

_PERHAPS: Final[Text] = {"zh-CN": "，是不是 {near}？", "en": "; perhaps {near}"}


def figure_fault(
    code: str, *, known: Iterable[str] = (), sought: str = "", **facts: object
) -> Text:
    """What is wrong, in each language.

    Args:
        code: a key above.
        known: names among which the one that is sought is not; the nearest one is named.
        sought: that name.
        **facts: what the sentence names.
    """
    near = difflib.get_close_matches(sought, list(known), n=1)
    return {
        lang: text.format(**facts) + (_PERHAPS[lang].format(near=near[0]) if near else "")
        for lang, text in SENTENCES[code].items()
    }
