"""What sheets, columns and types are for, in a line each: the help that a template carries.

`docs/FORMS.md` has the same lines; tests hold both against what is really read. The functions of
expressions stand in `guide_functions`.
"""

from collections.abc import Mapping
from typing import Final

from schema.text import Text

COLUMNS: Final[Mapping[str, Text]] = {
    "type": {
        "zh-CN": "题目类型；选择题后面写选项表",
        "en": "what kind of question; a list behind it",
    },
    "name": {
        "zh-CN": "题目的名称：字母、汉字、数字、_，不重复，定了就不改",
        "en": "its name: letters, digits and _, each once; never changed later",
    },
    "label": {
        "zh-CN": "题目的文字；可写 ${名称} 引用回答",
        "en": "what is asked; ${name} shows an answer",
    },
    "hint": {"zh-CN": "题目下面的小字", "en": "smaller words below it"},
    "guidance_hint": {
        "zh-CN": "更长的说明，点开才显示",
        "en": "a longer explanation, shown on demand",
    },
    "required": {"zh-CN": "是、否，或一个条件", "en": "yes, no, or a condition"},
    "required_message": {"zh-CN": "没有填时的提示", "en": "what is said when it is missing"},
    "relevant": {"zh-CN": "什么时候问这道题", "en": "when it is asked"},
    "constraint": {
        "zh-CN": "什么回答才算对；. 就是这道题的回答",
        "en": "what is accepted; . is the answer",
    },
    "constraint_message": {"zh-CN": "回答不对时的提示", "en": "what is said when it is not"},
    "calculation": {"zh-CN": "计算题的公式", "en": "what a calculate comes to"},
    "default": {
        "zh-CN": "一开始的回答，或算出它的公式",
        "en": "the answer to begin with, or how it is got",
    },
    "read_only": {"zh-CN": "是：只显示，不能改", "en": "yes: shown, and not changed"},
    "appearance": {"zh-CN": "样式，照标准写", "en": "how it looks, as the standard has it"},
    "choice_filter": {
        "zh-CN": "只留下符合条件的选项，如 province = ${province}",
        "en": "which choices are left, such as province = ${province}",
    },
    "parameters": {"zh-CN": "如 start=0 end=10 step=1", "en": "such as start=0 end=10 step=1"},
    "repeat_count": {"zh-CN": "重复组有几行", "en": "how many rows a repeat has"},
    "trigger": {
        "zh-CN": "这道题一变，就重新计算",
        "en": "the question whose change works it out anew",
    },
    "disabled": {"zh-CN": "是：这一行不读", "en": "yes: the row is left out"},
    "list_name": {"zh-CN": "选项表，没写在类型后面时用", "en": "the list, if not behind the type"},
    "merge": {
        "zh-CN": "两人各填各的怎么办：由人选定、合并、最新、并列",
        "en": "when two answered apart: clash, union, latest, each",
    },
    "key": {
        "zh-CN": "是：回答写进记录编号，同一回答只有一份",
        "en": "yes: one record for each answer",
    },
    "sensitive": {"zh-CN": "是：页面和导出里遮住", "en": "yes: masked on pages and in exports"},
    "workflow": {
        "zh-CN": "是：流程状态，名称以 _ 开头",
        "en": "yes: a state; its name begins with _",
    },
    "refers": {
        "zh-CN": "回答指的是哪张表单的记录，写表单编号",
        "en": "the id of the form whose record the answer names",
    },
    "prefill": {
        "zh-CN": "别的表单里同样的题：表单编号.题目名称；新填时把那里的回答先填上",
        "en": "the same question of another form, form.question: its answer is proposed here",
    },
    "alias": {"zh-CN": "改名前的名称", "en": "its names in earlier versions"},
}
"""Columns of the survey."""

CHOICE_COLUMNS: Final[Mapping[str, Text]] = {
    "list_name": {"zh-CN": "选项表的名称", "en": "the list"},
    "name": {
        "zh-CN": "选项的名称；多选题的不能有空格",
        "en": "what is recorded; of several no blanks",
    },
    "label": {"zh-CN": "选项的文字", "en": "what people read"},
}
"""Columns of choices; every further one is for filters."""

SETTINGS: Final[Mapping[str, Text]] = {
    "form_title": {"zh-CN": "表单叫什么", "en": "what the form is called"},
    "form_id": {"zh-CN": "小写字母、数字、_，以后不改", "en": "a-z, 0-9 and _; never changed"},
    "version": {"zh-CN": "版本；不写就由程序编号", "en": "the version; else it gets a number"},
    "default_language": {
        "zh-CN": "没有写语言的列是什么语言",
        "en": "that of columns that name none",
    },
    "allow_choice_duplicates": {
        "zh-CN": "是：一个选项表里可有同名选项",
        "en": "yes: a list may have a name twice",
    },
    "areas": {
        "zh-CN": "在哪里填：户、小区、网格 …",
        "en": "where it is filled in: household, grid …",
    },
    "restricted": {
        "zh-CN": "是：只有点名授权的人能看",
        "en": "yes: for those alone whose grant names it",
    },
    "key": {"zh-CN": "每处一份，或多份", "en": "area: one record each; ulid: any number"},
    "state": {"zh-CN": "哪道单选题是办理状态", "en": "the select_one that tells the state"},
    "closed": {
        "zh-CN": "办结的选项，几个之间用空格",
        "en": "its choices after which nothing is left to do",
    },
    "due": {
        "zh-CN": "哪道日期题是期限；过期未办结就算超期",
        "en": "the day or moment by which it is to be done; overdue after that",
    },
}

KINDS: Final[Mapping[str, Text]] = {
    "text": {"zh-CN": "文字", "en": "words"},
    "integer": {"zh-CN": "整数", "en": "a whole number"},
    "decimal": {"zh-CN": "可带小数的数", "en": "a number"},
    "range": {
        "zh-CN": "一段范围里的数，参数 start、end、step",
        "en": "a number of a scale: start, end, step",
    },
    "date": {"zh-CN": "日期", "en": "a day"},
    "time": {"zh-CN": "几点几分", "en": "a time of day"},
    "dateTime": {"zh-CN": "日期和时间", "en": "a day and a time"},
    "select_one": {"zh-CN": "从选项表里选一项", "en": "one choice of a list"},
    "select_multiple": {"zh-CN": "可以选几项", "en": "several choices of a list"},
    "rank": {"zh-CN": "把选项排出先后", "en": "the choices of a list, put in order"},
    "select_one_from_file": {"zh-CN": "选项在文件里，选一项", "en": "one of a file's rows"},
    "select_multiple_from_file": {
        "zh-CN": "选项在文件里，选几项",
        "en": "several of a file's rows",
    },
    "note": {"zh-CN": "只给人看，不用填", "en": "words to read; nothing to answer"},
    "acknowledge": {"zh-CN": "点一下，表示已知道", "en": "to be ticked"},
    "calculate": {"zh-CN": "由公式算出；有标签就显示", "en": "worked out; shown if it has a label"},
    "hidden": {"zh-CN": "不显示", "en": "recorded and not shown"},
    "geopoint": {"zh-CN": "经纬度、海拔、精度", "en": "latitude, longitude, altitude, accuracy"},
    "geotrace": {"zh-CN": "走过的线，各点依次", "en": "a line: its points in order"},
    "geoshape": {"zh-CN": "一块地方，各角依次", "en": "a shape: its corners in order"},
    "barcode": {"zh-CN": "扫到的码", "en": "a code that was scanned"},
    "image": {"zh-CN": "照片，记文件名", "en": "a picture, by its file's name"},
    "file": {"zh-CN": "附件，记文件名", "en": "a file, by its name"},
    "audio": {"zh-CN": "录音，记文件名", "en": "a recording, by its file's name"},
    "video": {"zh-CN": "录像，记文件名", "en": "a film, by its file's name"},
    "start": {"zh-CN": "开始填写的时间，自动", "en": "when it was begun; by itself"},
    "end": {"zh-CN": "完成的时间，自动", "en": "when it was finished; by itself"},
    "today": {"zh-CN": "填写那天，自动", "en": "the day; by itself"},
    "deviceid": {"zh-CN": "平板的编号，自动", "en": "the tablet; by itself"},
    "username": {"zh-CN": "填写人，自动", "en": "who; by itself"},
    "begin_group": {"zh-CN": "几道题放在一个标题下", "en": "questions under one heading"},
    "end_group": {"zh-CN": "到这里为止", "en": "up to here"},
    "begin_repeat": {"zh-CN": "一组题，一人一行那样重复", "en": "questions asked once a row"},
    "end_repeat": {"zh-CN": "到这里为止", "en": "up to here"},
    "csv-external": {
        "zh-CN": "旁边的文件，公式要查",
        "en": "a file that expressions look things up in",
    },
}
