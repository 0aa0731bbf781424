"""What can be wrong with an expression: when it is read, and when it is worked out.

    ExpressionError (a SchemaError)
     ├─ InvalidExpression    it cannot be read: found when a form is imported
     └─ FailedExpression     it cannot be worked out with these answers, which are kept and flagged

Each says its sentence in the languages of the pages, since a clerk reads it beside the cell.
"""

from collections.abc import Mapping
from typing import Final

from schema.errors import SchemaError
from schema.text import Text, in_language

_NEAR_CHARACTERS: Final = 24
"""Characters of the expression shown from the place of the fault on."""

_PROBLEMS: Final[Mapping[str, Text]] = {
    "too_long": {"zh-CN": "超过{most}个字符", "en": "it is longer than {most} characters"},
    "too_deep": {"zh-CN": "括号嵌套超过{most}层", "en": "it is nested more than {most} deep"},
    "empty": {"zh-CN": "公式是空的", "en": "it is empty"},
    "reference": {
        "zh-CN": "“{said}”不是对问题的引用，应写成 ${{名称}}",
        "en": "{said} is no reference to a question; write ${{name}}",
    },
    "full_width": {
        "zh-CN": "“{said}”是全角符号，请改成半角 {wanted}",
        "en": "{said} is a full-width character; write {wanted}",
    },
    "open_quote": {"zh-CN": "引号 {said} 没有配对", "en": "the quote {said} is never closed"},
    "foreign_operator": {
        "zh-CN": "不认识运算符 {said}，请用 and、or、not() 或 !=",
        "en": "{said} is no operator; use and, or, not() or !=",
    },
    "character": {"zh-CN": "不认识字符“{said}”", "en": "the character {said} has no meaning here"},
    "unexpected": {"zh-CN": "这里不应出现“{said}”", "en": "{said} is not expected here"},
    "unfinished": {"zh-CN": "公式没有写完", "en": "it ends too early"},
    "unclosed": {"zh-CN": "缺少“{wanted}”", "en": "{wanted} is missing"},
    "unknown_function": {"zh-CN": "没有函数 {name}()", "en": "there is no function {name}()"},
    "similar_function": {
        "zh-CN": "没有函数 {name}()，是不是 {similar}()？",
        "en": "there is no function {name}(); perhaps {similar}()",
    },
    "arguments": {
        "zh-CN": "{name}() 应有{wanted}个参数，写了{given}个",
        "en": "{name}() takes {wanted} arguments, not {given}",
    },
    "nodes_wanted": {
        "zh-CN": "{name}() 的第{number}个参数应是对问题的引用",
        "en": "argument {number} of {name}() has to refer to a question",
    },
    "text_wanted": {
        "zh-CN": "{name}() 的第{number}个参数应写成引号中的文字",
        "en": "argument {number} of {name}() has to be text in quotes",
    },
    "unknown_question": {"zh-CN": "没有问题 {name}", "en": "there is no question {name}"},
    "ambiguous_question": {
        "zh-CN": "有几个问题都叫 {name}",
        "en": "several questions are called {name}",
    },
    "unknown_list": {"zh-CN": "没有选项表 {name}", "en": "there is no list {name}"},
    "roster": {
        "zh-CN": "户名册（{name}）会变，查到的值要写进记录："
        "只能在默认值、带触发的计算或 once(…) 里查",
        "en": "the roster ({name}) changes, so what it gives has to be written into the record:"
        " look it up in a default, in once(…), or in a calculation with a trigger",
    },
    "axis": {"zh-CN": "不支持 {name}::", "en": "{name}:: is not supported"},
    "attribute": {
        "zh-CN": "答案没有属性 @{name}",
        "en": "answers have no attributes such as @{name}",
    },
    "no_rows": {
        "zh-CN": "{said} 不在重复组里，没有可作选项的各行回答",
        "en": "{said} stands in no repeat, so it has no answers to choose from",
    },
    "not_a_repeat": {
        "zh-CN": "indexed-repeat() 的第{number}个参数不是所指问题外面的重复组",
        "en": "argument {number} of indexed-repeat() is no repeat around the question",
    },
    "pattern": {
        "zh-CN": "正则表达式“{said}”写错了：{reason}",
        "en": "the regular expression {said} is wrong: {reason}",
    },
    "not_nodes": {"zh-CN": "{name}() 需要一组答案", "en": "{name}() needs a set of answers"},
    "not_a_date": {"zh-CN": "“{said}”不是日期", "en": "{said} is no date"},
    "date_range": {"zh-CN": "“{said}”超出日期范围", "en": "{said} is no date that can be told"},
    "date_format": {
        "zh-CN": "日期格式里没有 %{said}",
        "en": "%{said} means nothing in a date's format",
    },
    "not_a_place": {"zh-CN": "“{said}”不是地理坐标", "en": "{said} is no place on the map"},
    "slow_pattern": {
        "zh-CN": "正则表达式“{said}”算得太久",
        "en": "the regular expression {said} takes too long",
    },
    "too_much": {"zh-CN": "{name}() 的结果太大", "en": "{name}() would become too large"},
    "algorithm": {"zh-CN": "不支持算法“{said}”", "en": "there is no algorithm {said}"},
}

_PATTERN_FAULTS: Final[Mapping[str, Text]] = {
    "unterminated character set": {"zh-CN": "“[”没有配对", "en": "a [ is never closed"},
    "missing )": {"zh-CN": "“(”没有配对", "en": "a ( is never closed"},
    "unbalanced parenthesis": {"zh-CN": "“)”没有配对", "en": "a ) closes nothing"},
    "nothing to repeat": {"zh-CN": "重复符号前面没有内容", "en": "there is nothing to repeat"},
    "multiple repeat": {"zh-CN": "重复符号前面没有内容", "en": "there is nothing to repeat"},
    "min repeat greater than max repeat": {
        "zh-CN": "“{}”里前面的数比后面的大",
        "en": "the first number in {} is larger than the second",
    },
    "bad character range": {"zh-CN": "“-”两边次序颠倒", "en": "a range runs backwards"},
}
"""What the library for regular expressions says of one, for people."""

_PATTERN_FAULT: Final[Text] = {"zh-CN": "写法不对", "en": "it cannot be read"}


def pattern_fault(said: str) -> Text:
    """What is wrong with a regular expression, from what its library says of it."""
    return _PATTERN_FAULTS.get(said, _PATTERN_FAULT)


class ExpressionError(SchemaError):
    """Something is wrong with an expression."""

    def __init__(self, text: str, at: int, problem: str, **facts: object) -> None:
        """`text`: the expression; `at`: where in it, characters from 0; `problem`: a key above."""
        super().__init__(text, at, problem, facts)
        self.text = text
        self.at = at
        self.problem = problem
        self.facts = facts

    def sentence(self, lang: str) -> str:
        """What is wrong, in one language, without the expression itself."""
        facts = {
            name: in_language(fact, lang) if isinstance(fact, Mapping) else fact
            for name, fact in self.facts.items()
        }
        return in_language(_PROBLEMS[self.problem], lang).format(**facts)

    def __str__(self) -> str:
        near = self.text[self.at : self.at + _NEAR_CHARACTERS]
        return self.sentence("en") + (f" (at {near!r})" if near else "")


class InvalidExpression(ExpressionError):
    """This expression cannot be read."""

    hint = "Correct the expression in the sheet, then import the form again."


class FailedExpression(ExpressionError):
    """This expression cannot be worked out with these answers."""

    def __init__(self, problem: str, **facts: object) -> None:
        super().__init__("", 0, problem, **facts)
