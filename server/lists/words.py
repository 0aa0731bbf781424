"""What is said of a list, at each cell, by language.

One table, long as it is, like that of forms: sentences that stand together stay alike.
"""

from collections.abc import Mapping
from typing import Final

from schema.text import Text

SENTENCES: Final[Mapping[str, Text]] = {
    "no_header": {
        "zh-CN": "前20行里没有找到表头。认识的列名：{known}",
        "en": "none of the first 20 rows is a header. Known columns: {known}",
    },
    "no_sheet": {
        "zh-CN": "这个文件里没有内容",
        "en": "nothing stands in this file",
    },
    "no_rows": {
        "zh-CN": "表头下面一行也没有；空的名单不会让任何地方消失",
        "en": "no row stands below the header, and a list without rows lets nothing go",
    },
    "too_many": {
        "zh-CN": "从这里起还有更多问题（共{count}个），请先改正以上各处",
        "en": "there are more problems from here on ({count} in all); correct the others first",
    },
    "sheet_unread": {
        "zh-CN": "工作表“{said}”里没有认识的表头，没有读",
        "en": "the sheet “{said}” has no known header and was left aside",
    },
    "outside": {
        "zh-CN": "{place}不在{covers}里面",
        "en": "{place} does not lie in {covers}",
    },
    "column_missing": {
        "zh-CN": "缺少“{column}”这一列",
        "en": "the column “{column}” is missing",
    },
    "column_twice": {
        "zh-CN": "“{said}”与{other}列是同一项，请只留一列",
        "en": "“{said}” means the same as column {other}; keep one of them",
    },
    "column_unknown": {
        "zh-CN": "不认识“{said}”这一列，没有读",
        "en": "the column “{said}” is not known and was left aside",
    },
    "column_people": {
        "zh-CN": "“{said}”不属于名册，没有写入。要记录，请把同一个文件作为记录导入",
        "en": "“{said}” is no part of the roster and was left aside. To record it, import the same"
        " file as records",
    },
    "column_nameless": {
        "zh-CN": "{column}列没有表头，没有读",
        "en": "column {column} has no header and was left aside",
    },
    "merged_header": {
        "zh-CN": "表头{range}是合并单元格，看不出每列是什么。请取消合并，每列写一个表头",
        "en": "the header {range} is merged over several columns, so none of them has a name."
        " Unmerge it, and give each column its own",
    },
    "merged_across": {
        "zh-CN": "{range}横向合并了几列，看不出各列的内容。请取消合并",
        "en": "{range} is merged over several columns, so none of them says anything. Unmerge it",
    },
    "merged_down": {
        "zh-CN": "{range}是合并单元格，每行都按“{said}”读",
        "en": "{range} is merged and was read as “{said}” in each row",
    },
    "above_header": {
        "zh-CN": "表头在第{row}行，上面的标题没有读",
        "en": "the headers are in row {row}; what stands above them was left aside",
    },
    "empty_row": {
        "zh-CN": "第{row}行是空行，跳过了",
        "en": "row {row} is empty and was passed over",
    },
    "digits_as_text": {
        "zh-CN": "“{said}”是以文本存储的数字，按数字读",
        "en": "“{said}” is a number stored as text and was read as the number",
    },
    "lost_zero": {
        "zh-CN": "“{said}”按“{meant}”读（存成数字时丢了前面的零）",
        "en": "“{said}” was read as “{meant}”: stored as a number it lost its zero",
    },
    "bad_phone": {
        "zh-CN": "“{said}”不是电话号码",
        "en": "“{said}” is no telephone number",
    },
    "phone_number": {
        "zh-CN": "“{said}”存成了数字，前面的零可能丢了。请把这一列设为文本",
        "en": "“{said}” is stored as a number and may have lost a zero in front: make it a text",
    },
    "missing": {
        "zh-CN": "没有填“{column}”",
        "en": "“{column}” is blank",
    },
    "not_area": {
        "zh-CN": "没有编号为“{said}”的地区",
        "en": "no area has the id “{said}”",
    },
    "invalid_area": {
        "zh-CN": "“{said}”不是地区编号：只用小写字母、数字和“/”",
        "en": "“{said}” is no id of an area: these have a-z, 0-9 and “/” alone",
    },
    "unknown_community": {
        "zh-CN": "没有社区“{said}”。{near}",
        "en": "there is no community “{said}”. {near}",
    },
    "unknown_grid": {
        "zh-CN": "没有网格“{said}”。{near}",
        "en": "there is no grid “{said}”. {near}",
    },
    "unknown_compound": {
        "zh-CN": "没有小区“{said}”。{near}",
        "en": "there is no compound “{said}”. {near}",
    },
    "several_compounds": {
        "zh-CN": "有{count}个小区叫“{said}”（{places}）。请加一列“网格”或“社区”",
        "en": "{count} compounds are called “{said}” ({places}). Add a column “grid”",
    },
    "unknown_building": {
        "zh-CN": "{place}没有楼栋“{said}”。{near}新楼栋请先作为楼栋名单导入",
        "en": "{place} has no building “{said}”. {near}Import new ones as a list of areas first",
    },
    "unknown_unit": {
        "zh-CN": "{place}没有单元“{said}”。{near}新单元请先作为单元名单导入",
        "en": "{place} has no unit “{said}”. {near}Import new ones as a list of areas first",
    },
    "unknown_room": {
        "zh-CN": "{place}的名册里没有“{said}”。{near}请先导入住户名单",
        "en": "{place} has no household “{said}”. {near}Import it as a list of households first",
    },
    "not_here": {
        "zh-CN": "您没有管理{place}的权限",
        "en": "you have no right to the areas of {place}",
    },
    "twice": {
        "zh-CN": "与第{other}行是同一户：{place}",
        "en": "this is the household of row {other} once more: {place}",
    },
    "area_twice": {
        "zh-CN": "与第{other}行是同一处：{place}",
        "en": "this is the area of row {other} once more: {place}",
    },
    "former_unknown": {
        "zh-CN": "{place}没有原来的“{said}”",
        "en": "{place} had no household “{said}”",
    },
    "former_taken": {
        "zh-CN": "“{said}”改名为“{into}”，但名册里已经有“{into}”",
        "en": "“{said}” is to be called “{into}”, but the roster has a household “{into}” already",
    },
    "name_twice": {
        "zh-CN": "第{other}行的另一处也叫“{said}”",
        "en": "row {other} calls another place “{said}” too",
    },
    "name_taken": {
        "zh-CN": "{place}已有“{said}”，名单里没有写它",
        "en": "{place} has “{said}” already, of which the list says nothing",
    },
    "name_long": {
        "zh-CN": "名称最多{most}个字符，并且只有一行",
        "en": "a name has at most {most} characters, on one line",
    },
    "unknown_kind": {
        "zh-CN": "没有“{said}”这一类地区。可用：{known}",
        "en": "“{said}” is no kind of area. These are: {known}",
    },
    "kind_changed": {
        "zh-CN": "{place}原来是{said}，类别不能改",
        "en": "{place} is a {before}; a kind never changes",
    },
    "wrong_level": {
        "zh-CN": "{said}不能放在{parent}（{around}）下面",
        "en": "a {kind} cannot lie in {parent}, which is a {above}",
    },
    "wrong_id": {
        "zh-CN": "{parent}里新地区的编号是“{prefix}”后面再加一段",
        "en": "the id of a new area in {parent} is “{prefix}” with one segment behind it",
    },
    "moved": {
        "zh-CN": "{place}现在属于{parent}。要移动：doorstep areas move {area} 新上级",
        "en": "{place} lies in {parent}. To move it: doorstep areas move {area} NEW_PARENT",
    },
    "no_parent": {
        "zh-CN": "新地区要写上级：上级编号，或小区、楼栋、单元各列",
        "en": "a new area needs its parent: the id of it, or columns compound, building, unit",
    },
    "grid_needed": {
        "zh-CN": "新小区“{said}”要写“网格”",
        "en": "the new compound “{said}” needs its “grid”",
    },
    "no_area": {
        "zh-CN": "看不出是哪里：请填房号等地址列，或“编号”",
        "en": "it is not said where this is: fill in the columns of the address, or the id",
    },
    "wrong_kind": {
        "zh-CN": "{place}是{kind}，这张表填的是{kinds}",
        "en": "{place} is a {kind}; the form is about: {kinds}",
    },
    "not_writable": {
        "zh-CN": "您不能填写{place}的这张表",
        "en": "you may not write records of this form about {place}",
    },
    "record_erased": {
        "zh-CN": "这条记录已应本人要求删除，不能再写入",
        "en": "this record was erased at somebody's request and takes no answers any more",
    },
    "record_full": {
        "zh-CN": "这条记录写不下这么多内容",
        "en": "this record has no room for so much",
    },
    "form_stopped": {
        "zh-CN": "这张表已经停止填写",
        "en": "the form is not filled in any more",
    },
    "record_refused": {
        "zh-CN": "这条记录现在写不进去（{reason}）。请稍后再导入，或告诉系统管理员",
        "en": "this record cannot be written now ({reason}). Import the list again later, or tell"
        " the administrator",
    },
    "no_record_id": {
        "zh-CN": "“{said}”不是这张表的记录编号",
        "en": "“{said}” is no id of a record of this form",
    },
    "key_differs": {
        "zh-CN": "“{said}”与这一行的记录编号不符",
        "en": "“{said}” is not what the id of the row's record says",
    },
    "bad_key": {
        "zh-CN": "“{label}”用来区分记录，必须填写",
        "en": "“{label}” tells records apart, so it is needed",
    },
    "record_twice": {
        "zh-CN": "与第{other}行是同一条记录",
        "en": "this is the record of row {other} once more",
    },
    "differs": {
        "zh-CN": "与第{other}行是同一条记录，但这里写的是另一个答案",
        "en": "this is the record of row {other}, which says something else here",
    },
    "column_ambiguous": {
        "zh-CN": "有{count}个问题叫“{said}”，请写问题的名称：{names}",
        "en": "{count} questions are called “{said}”; write the name of one: {names}",
    },
    "column_not_asked": {
        "zh-CN": "“{said}”由程序得出，没有读",
        "en": "“{said}” is worked out by the program and was left aside",
    },
    "no_questions": {
        "zh-CN": "没有一列是这张表的问题。问题有：{known}",
        "en": "no column is a question of the form. These are: {known}",
    },
    "number_in_text": {
        "zh-CN": "这一列存成了数字，前面的零可能丢了（这里是“{said}”）。请把这一列设为文本",
        "en": "this column is stored as numbers and may have lost zeros in front (here “{said}”):"
        " make it a text",
    },
    "digits_lost": {
        "zh-CN": "“{said}”是存成数字的长号码，后面几位已丢失。请把这一列设为文本，重新填写",
        "en": "“{said}” is a long number stored as a number, so its last digits are lost: make the"
        " column a text, and fill it in again",
    },
    "by_unknown": {
        "zh-CN": "没有“{said}”这一列，不能用它区分记录",
        "en": "there is no column “{said}” by which records could be told apart",
    },
    "bad_login": {
        "zh-CN": "“{said}”不能作登录名：字母开头，2到64个小写字母、数字、点、横线或下划线",
        "en": "“{said}” is no login: a letter first, then a-z, 0-9, dot, hyphen, underscore",
    },
    "bad_name": {
        "zh-CN": "姓名是一行1到100个字符",
        "en": "a name has 1 to 100 characters on one line",
    },
    "unknown_role": {
        "zh-CN": "没有“{said}”这个角色。可用：{known}",
        "en": "“{said}” is no role. These are: {known}",
    },
    "unknown_form": {
        "zh-CN": "没有表单“{said}”",
        "en": "there is no form “{said}”",
    },
    "staff_differs": {
        "zh-CN": "与第{other}行是同一个登录名“{said}”，但姓名或电话不同",
        "en": "this is the login “{said}” of row {other}, with another name or phone",
    },
    "grant_twice": {
        "zh-CN": "与第{other}行完全相同",
        "en": "this says the same as row {other}",
    },
    "staff_disabled": {
        "zh-CN": "“{said}”已停用，不能再授权",
        "en": "“{said}” is disabled, so a role would come to nothing",
    },
    "not_managed": {
        "zh-CN": "“{said}”不归您管理，姓名和电话不能由您的名单来改",
        "en": "you do not administer “{said}”, so your list changes neither name nor phone",
    },
    "own_role": {
        "zh-CN": "“{said}”是您自己：不能用名单给自己授权，请找别的管理员或管服务器的人",
        "en": "“{said}” is you: nobody gives themselves a role by a list. Ask another administrator"
        " or whoever runs the server",
    },
    "half_grant": {
        "zh-CN": "角色和地区要一起填",
        "en": "a role and an area are given together",
    },
    "no_right": {
        "zh-CN": "您不能在{place}给人授权",
        "en": "you may not give anybody a role in {place}",
    },
}
"""What is wrong, or was read otherwise than written, by code."""

RECORD_SENTENCES: Final[Mapping[str, Text]] = {
    **SENTENCES,
    "not_area": {
        "zh-CN": "您能填写的地方没有编号或名称为“{said}”的地区",
        "en": "no area in which you may fill in the form is called “{said}”",
    },
    "unknown_community": {
        "zh-CN": "您能填写的地方没有社区“{said}”。{near}",
        "en": "no community in which you may fill in the form is called “{said}”. {near}",
    },
    "unknown_grid": {
        "zh-CN": "您能填写的地方没有网格“{said}”。{near}",
        "en": "no grid in which you may fill in the form is called “{said}”. {near}",
    },
    "unknown_compound": {
        "zh-CN": "您能填写的地方没有小区“{said}”。{near}",
        "en": "no compound in which you may fill in the form is called “{said}”. {near}",
    },
}
"""The same of a list of records, which knows only the places where its importer writes."""
