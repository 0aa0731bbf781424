"""What each function of expressions gives, in a line: examples that can be read as they stand.

The examples know the questions `a`, `b` (numbers, texts or days), `day`, `place`, `use` (a select)
and the repeat `rows` with `n` in it; tests read each of them.
"""

from collections.abc import Mapping
from typing import Final

from schema.text import Text

FUNCTIONS: Final[Mapping[str, Text]] = {
    # choices
    "selected(${use}, 'own')": {"zh-CN": "选了没有", "en": "whether it was chosen"},
    "is-selected(${use}, 'own')": {"zh-CN": "同上", "en": "the same"},
    "selected-at(${use}, 0)": {
        "zh-CN": "第几个选的（从0数起）",
        "en": "the choice at a place, from 0",
    },
    "count-selected(${use})": {"zh-CN": "选了几项", "en": "how many were chosen"},
    "jr:choice-name(${use}, '${use}')": {"zh-CN": "选项的文字", "en": "what the choice is called"},
    # conditions
    "if(${a} > 1, 'x', 'y')": {"zh-CN": "条件成立取前者，否则取后者", "en": "one or the other"},
    "coalesce(${a}, ${b})": {"zh-CN": "第一个有回答的", "en": "the first that is answered"},
    "once(today())": {"zh-CN": "算一次就不再变", "en": "worked out once"},
    "not(${a} = 1)": {"zh-CN": "相反", "en": "the contrary"},
    "true()": {"zh-CN": "是", "en": "yes"},
    "false()": {"zh-CN": "否", "en": "no"},
    "boolean(${a})": {"zh-CN": "有没有回答", "en": "whether there is something"},
    "boolean-from-string(${a})": {"zh-CN": "“true”或“1”为是", "en": "whether it says true or 1"},
    "checklist(2, 3, ${a}, ${b})": {
        "zh-CN": "成立的有几个，是否在范围里",
        "en": "how many are true",
    },
    "weighted-checklist(2, 9, ${a}, 4, ${b}, 5)": {
        "zh-CN": "成立的分数之和",
        "en": "their weights",
    },
    # numbers
    "number(${a})": {"zh-CN": "当作数", "en": "as a number"},
    "int(${a})": {"zh-CN": "去掉小数", "en": "without decimals"},
    "round(${a}, 2)": {"zh-CN": "四舍五入", "en": "rounded"},
    "floor(${a})": {"zh-CN": "向下取整", "en": "the whole number below"},
    "ceiling(${a})": {"zh-CN": "向上取整", "en": "the whole number above"},
    "abs(${a})": {"zh-CN": "绝对值", "en": "without its sign"},
    "sqrt(${a})": {"zh-CN": "平方根", "en": "the square root"},
    "pow(${a}, 2)": {"zh-CN": "乘方", "en": "to a power"},
    "exp(${a})": {"zh-CN": "e的乘方", "en": "e to a power"},
    "exp10(${a})": {"zh-CN": "10的乘方", "en": "10 to a power"},
    "log(${a})": {"zh-CN": "自然对数", "en": "the natural logarithm"},
    "log10(${a})": {"zh-CN": "常用对数", "en": "the decimal logarithm"},
    "sin(${a})": {"zh-CN": "正弦（弧度）", "en": "of an angle in radians"},
    "cos(${a})": {"zh-CN": "余弦", "en": "of an angle in radians"},
    "tan(${a})": {"zh-CN": "正切", "en": "of an angle in radians"},
    "asin(${a})": {"zh-CN": "反正弦", "en": "the angle"},
    "acos(${a})": {"zh-CN": "反余弦", "en": "the angle"},
    "atan(${a})": {"zh-CN": "反正切", "en": "the angle"},
    "atan2(${a}, ${b})": {"zh-CN": "反正切，两个数", "en": "the angle of a point"},
    "pi()": {"zh-CN": "圆周率", "en": "3.14159…"},
    # rows of a repeat
    "count(${rows})": {"zh-CN": "有几行", "en": "how many rows"},
    "count-non-empty(${n})": {"zh-CN": "有回答的有几个", "en": "how many are answered"},
    "sum(${n})": {"zh-CN": "各行之和", "en": "of all rows"},
    "min(${n})": {"zh-CN": "最小的", "en": "the least"},
    "max(${n})": {"zh-CN": "最大的", "en": "the greatest"},
    "position(..)": {"zh-CN": "这是第几行", "en": "which row this is"},
    "last()": {"zh-CN": "共几个", "en": "how many there are"},
    "indexed-repeat(${n}, ${rows}, 1)": {"zh-CN": "第几行的回答", "en": "the answer in a row"},
    "current()": {"zh-CN": "这道题自己", "en": "this question itself"},
    "name(..)": {"zh-CN": "组的名称", "en": "the name of a group"},
    "local-name(..)": {"zh-CN": "同上", "en": "the same"},
    # text
    "string(${a})": {"zh-CN": "当作文字", "en": "as text"},
    "string-length(${a})": {"zh-CN": "几个字符", "en": "how many characters"},
    "concat(${a}, '-', ${b})": {"zh-CN": "连起来", "en": "put together"},
    "join('、', ${n})": {"zh-CN": "各行连起来，中间加符号", "en": "rows put together"},
    "substr(${a}, 0, 2)": {"zh-CN": "从第几个到第几个字符", "en": "a part, from 0"},
    "substring-before(${a}, '-')": {"zh-CN": "符号前面的", "en": "what stands before"},
    "substring-after(${a}, '-')": {"zh-CN": "符号后面的", "en": "what stands behind"},
    "contains(${a}, 'x')": {"zh-CN": "含有没有", "en": "whether it is in it"},
    "starts-with(${a}, 'x')": {"zh-CN": "是否以它开头", "en": "whether it begins so"},
    "ends-with(${a}, 'x')": {"zh-CN": "是否以它结尾", "en": "whether it ends so"},
    "regex(${a}, '1[0-9]{10}')": {"zh-CN": "整个符合正则表达式", "en": "whether the whole fits"},
    "normalize-space(${a})": {"zh-CN": "去掉多余空格", "en": "without needless blanks"},
    "translate(${a}, 'ab', 'AB')": {"zh-CN": "逐个字符替换", "en": "characters replaced"},
    "digest(${a}, 'SHA-256', 'hex')": {"zh-CN": "摘要", "en": "a hash"},
    "base64-decode(${a})": {"zh-CN": "还原Base64", "en": "decoded"},
    # days and times
    "today()": {"zh-CN": "今天", "en": "the day"},
    "now()": {"zh-CN": "现在", "en": "the moment"},
    "date('2026-06-12')": {"zh-CN": "日期", "en": "a day"},
    "date-time('2026-06-12T08:30')": {"zh-CN": "日期和时间", "en": "a moment"},
    "decimal-date-time(${day})": {"zh-CN": "1970年起的天数", "en": "days since 1970"},
    "decimal-time(${day})": {"zh-CN": "一天的几分之几", "en": "the part of the day"},
    "format-date(${day}, '%Y年%n月%e日')": {"zh-CN": "写成文字", "en": "in words"},
    "format-date-time(${day}, '%H:%M')": {"zh-CN": "同上", "en": "the same"},
    # places
    "distance(${place}, ${place})": {"zh-CN": "相距多少米", "en": "metres between places"},
    "area(${place})": {"zh-CN": "围成的面积（平方米）", "en": "square metres"},
    "enclosed-area(${place})": {"zh-CN": "同上", "en": "the same"},
    "geofence(${place}, ${a})": {"zh-CN": "是否在范围里", "en": "whether it lies within"},
    # lists, chance
    "pulldata('towns', 'label', 'name', ${a})": {
        "zh-CN": "从文件里查",
        "en": "looked up in a file",
    },
    "instance('towns')/root/item[name = ${a}]/label": {"zh-CN": "同上，写法更活", "en": "the same"},
    "randomize(instance('towns')/root/item)": {"zh-CN": "打乱顺序", "en": "shuffled"},
    "random()": {"zh-CN": "0到1的随机数", "en": "by chance, from 0 to 1"},
    "uuid()": {"zh-CN": "随机编号", "en": "a random id"},
}
