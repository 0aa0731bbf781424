"""The sentences of problems and warnings, in Chinese and English.

`{said}` is what stands in the cell. A sentence says what is wrong and, where that is not plain,
what to write instead; sheet, row and column are told beside it. One table, long as
it is: sentences that stand together stay alike.
"""

from collections.abc import Mapping
from typing import Final

from schema.text import Text

SENTENCES: Final[Mapping[str, Text]] = {
    # the workbook
    "no_survey": {
        "zh-CN": "没有工作表“问卷”（survey）；这里有：{sheets}",
        "en": "there is no sheet survey; the sheets are: {sheets}",
    },
    "empty_survey": {"zh-CN": "问卷里没有题目", "en": "the form has no questions"},
    "sheet_twice": {
        "zh-CN": "工作表“{said}”与“{other}”意思相同，请只留一个",
        "en": "the sheets {said} and {other} mean the same; keep one",
    },
    "sheet_unsupported": {
        "zh-CN": "不支持工作表“{said}”",
        "en": "the sheet {said} is not supported",
    },
    "sheet_unused": {
        "zh-CN": "工作表“{said}”不属于表单，没有读取",
        "en": "the sheet {said} is no part of a form and was not read",
    },
    "too_many": {
        "zh-CN": "从这里起还有更多问题（共{count}个），请先改正以上各处",
        "en": "there are more problems from here on ({count} in all); correct the others first",
    },
    # columns
    "header_missing": {
        "zh-CN": "缺少列“{chinese}”（{name}）",
        "en": "the column {name} is missing",
    },
    "header_twice": {
        "zh-CN": "这一列与{other}列（“{said}”）意思相同，请只留一列",
        "en": "this column means the same as column {other} ({said}); keep one",
    },
    "language_twice": {
        "zh-CN": "这一列与{other}列（“{said}”）是同一种语言，请只留一列",
        "en": "this column is in the same language as column {other} ({said}); keep one",
    },
    "column_unsupported": {"zh-CN": "不支持列“{said}”", "en": "the column {said} is not supported"},
    "column_unused": {
        "zh-CN": "不认识列“{said}”，没有读取",
        "en": "the column {said} is not known and was not read",
    },
    "not_shown": {
        "zh-CN": "“{said}”列的内容不会显示",
        "en": "what the column {said} holds is not shown",
    },
    "read_as": {"zh-CN": "“{said}”按 {meant} 处理", "en": "{said} is read as {meant}"},
    "repaired": {
        "zh-CN": "全角符号已按半角处理：{meant}",
        "en": "full-width characters are read as {meant}",
    },
    "row_unused": {
        "zh-CN": "这一行没有类型和名称，没有读取",
        "en": "this row has neither type nor name and was not read",
    },
    "row_of_another_program": {
        "zh-CN": "“{said}”是别的程序记版本用的，没有读取",
        "en": "{said} keeps another program's version and was not read",
    },
    "untranslated": {
        "zh-CN": "没有{language}的{what}",
        "en": "there is no {what} in {language}",
    },
    # rows of the survey
    "missing_type": {"zh-CN": "没有写题目类型", "en": "the question has no type"},
    "unknown_type": {"zh-CN": "没有题目类型“{said}”", "en": "there is no question type {said}"},
    "similar_type": {
        "zh-CN": "没有题目类型“{said}”，是不是 {similar}？",
        "en": "there is no question type {said}; perhaps {similar}",
    },
    "unsupported_type": {
        "zh-CN": "不支持题目类型“{said}”",
        "en": "the question type {said} is not supported",
    },
    "left_blank": {
        "zh-CN": "平板和网页都不记 {said}，这一题会留空",
        "en": "no tablet or page here records {said}; the answer stays blank",
    },
    "missing_name": {"zh-CN": "没有写名称", "en": "the question has no name"},
    "name_characters": {
        "zh-CN": "名称“{said}”只能用字母、汉字、数字、_、- 和 .，并以字母、汉字或 _ 开头",
        "en": "the name {said} may hold letters, digits, _, - and . alone; a letter or _ is first",
    },
    "name_too_long": {
        "zh-CN": "名称太长：“{said}”连同外面的重复组最多{most}个字节",
        "en": "the name {said} is too long: with the repeats around it, {most} bytes at most",
    },
    "name_reserved": {
        "zh-CN": "名称“{said}”是程序自己用的，请换一个",
        "en": "the name {said} is the program's own; take another one",
    },
    "duplicate_name": {
        "zh-CN": "名称“{said}”与第{other}行重复",
        "en": "the name {said} is that of row {other} already",
    },
    "missing_label": {"zh-CN": "没有写标签", "en": "the question has no label"},
    "end_without_begin": {
        "zh-CN": "这个结束没有对应的开始",
        "en": "nothing begins that ends here",
    },
    "end_mismatch": {
        "zh-CN": "这里应先结束第{other}行开始的“{name}”（{wanted}）",
        "en": "{name}, which begins in row {other}, has to end first ({wanted})",
    },
    "unclosed": {"zh-CN": "“{said}”开始后没有结束", "en": "{said} begins here and never ends"},
    "groups_deep": {
        "zh-CN": "分组嵌套超过{most}层",
        "en": "groups are nested more than {most} deep",
    },
    "empty_repeat": {"zh-CN": "“{said}”里没有题目", "en": "there is no question in {said}"},
    # what a question says
    "missing_list": {
        "zh-CN": "选择题没有写选项表",
        "en": "the question names no list of choices",
    },
    "unknown_list": {"zh-CN": "没有选项表“{said}”", "en": "there is no list of choices {said}"},
    "similar_list": {
        "zh-CN": "没有选项表“{said}”，是不是 {similar}？",
        "en": "there is no list of choices {said}; perhaps {similar}",
    },
    "list_differs": {
        "zh-CN": "类型后面写的选项表是“{other}”，这里写的是“{said}”",
        "en": "the type names the list {other}, and this {said}",
    },
    "list_taken": {
        "zh-CN": "已有选项表“{said}”（在 {other} 里），请把其中一个改名",
        "en": "there is a list {said} in {other} already; rename one of them",
    },
    "list_of_answers": {
        "zh-CN": "用回答作选项只用于单选题，也不能带“其他”：{said}",
        "en": "choices made of answers are for select_one alone, without or_other: {said}",
    },
    "answers_filtered": {
        "zh-CN": "用回答作选项的题不能再筛选",
        "en": "choices made of answers cannot be filtered",
    },
    "other_filtered": {
        "zh-CN": "带“其他”的选择题不能再筛选",
        "en": "a question with or_other cannot have a choice filter",
    },
    "misplaced": {
        "zh-CN": "{kind} 不能有“{what}”",
        "en": "a question of the type {kind} has no {what}",
    },
    "message_alone": {
        "zh-CN": "没有写“{what}”，这句提示不会出现",
        "en": "there is no {what}, so this is never said",
    },
    "empty_list": {"zh-CN": "{said} 里没有选项", "en": "there is no choice in {said}"},
    "missing_calculation": {"zh-CN": "没有写计算公式", "en": "the calculation is missing"},
    "not_yes_no": {
        "zh-CN": "“{said}”应为“是”或“否”",
        "en": "{said} should be yes or no",
    },
    "parameters": {
        "zh-CN": "参数“{said}”应写成 名称=值",
        "en": "parameters are written name=value, not {said}",
    },
    "unknown_parameter": {
        "zh-CN": "{kind} 没有参数“{said}”",
        "en": "a question of the type {kind} has no parameter {said}",
    },
    "parameter_value": {
        "zh-CN": "参数 {name} 不能是“{said}”",
        "en": "the parameter {name} cannot be {said}",
    },
    "parameter_unused": {
        "zh-CN": "参数 {name} 没有作用",
        "en": "the parameter {name} has no effect",
    },
    "default_choice": {
        "zh-CN": "默认值“{said}”不是选项表 {list} 的选项",
        "en": "the default {said} is no choice of the list {list}",
    },
    "default_value": {
        "zh-CN": "默认值“{said}”不是 {kind}",
        "en": "the default {said} is no {kind}",
    },
    "trigger": {
        "zh-CN": "触发应写成 ${{名称}}，几个之间用逗号",
        "en": "triggers are written ${{name}}, with commas between several",
    },
    "foreign_app": {
        "zh-CN": "不支持外观里的 {said}",
        "en": "the appearance {said} is not supported",
    },
    # our own columns
    "unknown_merge": {
        "zh-CN": "没有合并方式“{said}”，可以是：clash（由人选定）、union（合并）、"
        "latest（最新）、each（并列）",
        "en": "there is no way of merging {said}; there are clash, union, latest, each",
    },
    "merge_kind": {
        "zh-CN": "union 只用于多选题",
        "en": "union belongs to select_multiple alone",
    },
    "key_kind": {"zh-CN": "{kind} 不能作为关键题", "en": "a {kind} cannot be a key"},
    "key_underscore": {
        "zh-CN": "名称以 _ 开头的题目不能作为关键题",
        "en": "a question whose name begins with _ cannot be a key",
    },
    "key_sensitive": {
        "zh-CN": "敏感的回答不能作为关键题，因为它会写进记录编号",
        "en": "a sensitive answer cannot be a key: it would stand in the record's id",
    },
    "key_in_repeat": {
        "zh-CN": "重复组里的题目不能作为关键题",
        "en": "a question in a repeat cannot be a key",
    },
    "key_twice": {
        "zh-CN": "问卷已标出关键题，这里不能再写“{said}”",
        "en": "the survey marks key questions, so this cannot be {said} as well",
    },
    "workflow_name": {
        "zh-CN": "流程状态的名称须以 _ 开头，并且是单选题",
        "en": "a state of a workflow is a select_one whose name begins with _",
    },
    "refers_kind": {
        "zh-CN": "{kind} 不能指明一条记录；请用文本或单选题",
        "en": "a {kind} names no record; take a text or a select_one",
    },
    "refers_form": {
        "zh-CN": "“{said}”不是表单编号",
        "en": "{said} is no form's id",
    },
    "prefill_form": {
        "zh-CN": "“{said}”应写成“表单编号.题目名称”，如 household_file.phone",
        "en": "{said} should be form.question, such as household_file.phone",
    },
    "prefill_kind": {
        "zh-CN": "{kind} 不能预填",
        "en": "a {kind} is not prefilled",
    },
    "prefill_key": {
        "zh-CN": "关键题写进记录的编号，不能预填",
        "en": "a key stands in the record's id, so it is not prefilled",
    },
    "prefill_in_repeat": {
        "zh-CN": "重复组里的题目不能预填",
        "en": "what stands in a repeat is not prefilled",
    },
    "alias_taken": {
        "zh-CN": "曾用名“{said}”现在是第{other}行的名称",
        "en": "the former name {said} is the name of row {other} now",
    },
    # settings
    "form_id": {
        "zh-CN": "表单编号“{said}”只能用小写字母、数字和 _，以字母开头，最多64个字符",
        "en": "the form's id {said} may hold a-z, 0-9 and _ alone, a letter first, 64 at most",
    },
    "no_form_id": {
        "zh-CN": "没有写表单编号（form_id），文件名里也取不出来",
        "en": "there is no form_id, and none can be taken from the file's name",
    },
    "unknown_area_kind": {
        "zh-CN": "没有地区类别“{said}”，可以是：{known}",
        "en": "there is no kind of area {said}; there are {known}",
    },
    "unknown_key": {
        "zh-CN": "“{said}”应为“地区”（每处一份）或“多份”",
        "en": "{said} should be area (one record each) or ulid (any number)",
    },
    "state_kind": {
        "zh-CN": "状态题“{said}”应为单选题，不在重复组里",
        "en": "{said} tells the state, so it is a select_one outside of repeats",
    },
    "state_missing": {
        "zh-CN": "没有写“状态题”（state），这里就没有意义",
        "en": "there is no state (a question of the survey), so this means nothing",
    },
    "closed_missing": {
        "zh-CN": "请在“办结”（closed）里写出 {said} 的哪些选项算办结",
        "en": "closed has to name the choices of {said} after which nothing is left to do",
    },
    "unknown_closed": {
        "zh-CN": "“{said}”不是 {state} 的选项，有：{known}",
        "en": "{said} is no choice of {state}; there are {known}",
    },
    "due_kind": {
        "zh-CN": "期限题“{said}”应为日期或日期时间题，不在重复组里",
        "en": "{said} tells by when, so it is a date or dateTime outside of repeats",
    },
    "setting_unsupported": {
        "zh-CN": "不支持设置“{said}”",
        "en": "the setting {said} is not supported",
    },
    "setting_unused": {"zh-CN": "设置“{said}”没有作用", "en": "the setting {said} has no effect"},
    "settings_rows": {
        "zh-CN": "设置只读第一行，这一行没有读取",
        "en": "settings have one row; this one was not read",
    },
    # choices
    "choice_missing_list": {
        "zh-CN": "选项没有写属于哪个选项表",
        "en": "the choice belongs to no list",
    },
    "choice_missing_name": {"zh-CN": "选项没有写名称", "en": "the choice has no name"},
    "choice_name": {
        "zh-CN": "选项名称“{said}”最多64个字符，多选题的不能有空格",
        "en": "the name of a choice, {said}, has 64 characters at most, one of several no spaces",
    },
    "choice_twice": {
        "zh-CN": "选项“{said}”在选项表 {list} 里与第{other}行重复",
        "en": "the choice {said} stands in row {other} of the list {list} already",
    },
    "choice_label": {
        "zh-CN": "选项没有标签，将显示名称",
        "en": "the choice has no label; its name is shown",
    },
    # files beside the workbook
    "file_missing": {
        "zh-CN": "工作簿旁边没有文件 {said}，也可以用 --media 指明目录",
        "en": "there is no file {said} beside the workbook; --media names another folder",
    },
    "file_kind": {
        "zh-CN": "选项文件应为 .csv、.xlsx 或 .geojson：{said}",
        "en": "a file of choices is .csv, .xlsx or .geojson, not {said}",
    },
    "file_unreadable": {
        "zh-CN": "读不出文件 {said}：{reason}",
        "en": "the file {said} cannot be read: {reason}",
    },
    "file_blank": {
        "zh-CN": "文件 {said} 有一行没有“{column}”，不能作选项",
        "en": "a row of the file {said} has no {column}, and so is no choice",
    },
    "file_column": {
        "zh-CN": "文件 {file} 没有列“{said}”，有：{known}",
        "en": "the file {file} has no column {said}; it has {known}",
    },
    # logic
    "unknown_column": {
        "zh-CN": "选项表 {list} 没有列“{said}”，有：{known}",
        "en": "the list {list} has no column {said}; it has {known}",
    },
    "unfit": {
        "zh-CN": "表单不能这样：{said}",
        "en": "a form cannot be so: {said}",
    },
    "unknown_path": {"zh-CN": "没有问题 {said}", "en": "there is no question {said}"},
    "null": {
        "zh-CN": "null 按空白处理，建议写成 ''",
        "en": "null is read as a blank answer; better write ''",
    },
    "bare_word": {
        "zh-CN": "{said} 没有加引号：文字应写成 '{said}'，题目应写成 ${{{said}}}",
        "en": "{said} stands without quotes: a text is '{said}', a question ${{{said}}}",
    },
    "cycle": {
        "zh-CN": "循环依赖：{path}",
        "en": "these depend on each other: {path}",
    },
    # pyxform
    "second_reading": {
        "zh-CN": "XLSForm 标准读取器（pyxform）不接受：{said}",
        "en": "the standard's own reader (pyxform) refuses: {said}",
    },
    "read_differently": {
        "zh-CN": "XLSForm 标准读取器（pyxform）读出的结构不同：{said}",
        "en": "the standard's own reader (pyxform) reads another structure: {said}",
    },
}
