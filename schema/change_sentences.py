"""What schema.changes says: one sentence a kind of change, in every language."""

from collections.abc import Mapping
from typing import Final

from schema.area import AreaKind
from schema.question import Kind
from schema.text import Text

SENTENCES: Final[Mapping[str, Text]] = {
    "title": {
        "zh-CN": "表名由“{before}”改为“{after}”。",
        "en": "The form is called “{after}” now, not “{before}”.",
    },
    "restricted": {
        "zh-CN": "此表改为受限：没有为此表单独授权的人不再看到它的记录，平板会把已填内容"
        "送达后删除。",
        "en": "The form becomes restricted: who was not given this form by name sees its records no"
        " longer, and their tablets deliver what they hold and delete it.",
    },
    "unrestricted": {
        "zh-CN": "此表不再受限：凡能看到该地区的人都会看到它的记录，包括以前的。",
        "en": "The form is no longer restricted: whoever sees the area sees its records, also those"
        " made before.",
    },
    "areas_more": {
        "zh-CN": "还可以对这类地方填写：{kinds}。",
        "en": "It can also be filled in about: {kinds}.",
    },
    "areas_less": {
        "zh-CN": "不再对这类地方新建记录：{kinds}；已有记录不受影响。",
        "en": "No new records about: {kinds}. Those that are there stay as they are.",
    },
    "workflow": {
        "zh-CN": "何时算办结、何时算超期变了，所有记录都按新的计算。",
        "en": "When a record counts as closed or overdue has changed, for all records.",
    },
    "key": {
        "zh-CN": "区分记录的题目变了，以前的记录就找不到了。请另建一张新表（换一个表单编号）。",
        "en": "Other questions tell records apart, so the records that are there could not be found"
        " again. Make a new form, with another id.",
    },
    "added": {
        "zh-CN": "新增“{label}”。未完成的记录会问到；已完成的记录不变，也不算缺填。",
        "en": "“{label}” is new. Records that are still open are asked it; finished ones stay"
        " as they"
        " are and lack nothing.",
    },
    "added_required": {
        "zh-CN": "新增必填题“{label}”。未完成的记录要答了才能完成；已完成的记录不变，也不算缺填。",
        "en": "“{label}” is new and has to be answered. Open records need it to be finished;"
        " finished"
        " ones stay as they are and lack nothing.",
    },
    "removed": {
        "zh-CN": "不再问“{label}”。已填的回答保留在记录里，仍能看到和导出。",
        "en": "“{label}” is not asked any more. What was answered stays with its record, is shown"
        " there, and can be exported.",
    },
    "renamed": {
        "zh-CN": "“{label}”的名称由 {before} 改为 {after}。旧名下的回答归到新名下显示、核对和导出；"
        "还在用旧版的平板送来的也一样。",
        "en": "“{label}” is named {after} now, not {before}. Answers under the old name are shown,"
        " checked and exported under the new one, also those that tablets with the old"
        " version send.",
    },
    "perhaps_renamed": {
        "zh-CN": "“{label}”以前叫 {before}，现在叫 {after}。若是同一题，"
        "请在 {after} 这一行的“曾用名”列写 {before}，旧回答就归到新名下。",
        "en": "“{label}” was called {before} and is called {after} now. If it is the same question,"
        " write {before} into the column alias of {after}: then former answers count under it.",
    },
    "to_text": {
        "zh-CN": "“{label}”由{before}改为文字。以前的回答按文字显示。",
        "en": "“{label}” takes text now, not {before}. Former answers are read as text.",
    },
    "kind": {
        "zh-CN": "“{label}”由{before}改为{after}，以前的回答会失去意义。题型只能改成文字；"
        "请改回去，或换一个题名另设一题。",
        "en": "“{label}” changes from {before} to {after}, and former answers would mean nothing."
        " A kind can only become text: change it back, or ask it under another name.",
    },
    "reused": {
        "zh-CN": "名称 {name} 以前是“{label}”的旧名，不能再给另一题用。请换一个题名。",
        "en": "The name {name} belonged to what is “{label}” now, and cannot be given to another"
        " question. Choose another name.",
    },
    "label": {
        "zh-CN": "“{before}”的问法改为“{label}”。以前的记录仍归在这一题下。",
        "en": "“{before}” is asked as “{label}” now. Former answers stay with it.",
    },
    "required": {
        "zh-CN": "“{label}”改为必填。未完成的记录要答了才能完成；已完成的记录不算缺填。",
        "en": "“{label}” has to be answered now. Open records need it to be finished; finished ones"
        " lack nothing.",
    },
    "not_required": {"zh-CN": "“{label}”不再必填。", "en": "“{label}” may be left open now."},
    "relevant": {
        "zh-CN": "何时问“{label}”变了。未完成的记录按新条件；不再问到的回答保留，不删除。",
        "en": "When “{label}” is asked has changed. Open records follow it; answers that are not"
        " asked for any more are kept.",
    },
    "rule": {
        "zh-CN": "“{label}”的填写要求变了。未完成的记录按新要求核对；已完成的仍按原要求。",
        "en": "What is accepted for “{label}” has changed. Open records are checked by it; finished"
        " ones by the rule that they were made with.",
    },
    "calculation": {
        "zh-CN": "“{label}”的算法变了。未完成的记录按新算法；已完成的仍按原算法。",
        "en": "How “{label}” is worked out has changed: for open records; finished ones keep"
        " theirs.",
    },
    "choice_added": {
        "zh-CN": "“{label}”多了选项：{choices}。",
        "en": "“{label}” can also be answered: {choices}.",
    },
    "choice_removed": {
        "zh-CN": "“{label}”少了选项：{choices}。选过的回答保留；未完成的记录若选了它，会提示核对。",
        "en": "“{label}” can no longer be answered: {choices}. Who answered so keeps it; open"
        " records"
        " with it are marked for checking.",
    },
    "choice_label": {
        "zh-CN": "“{label}”的选项换了说法：{choices}。",
        "en": "Choices of “{label}” are worded otherwise: {choices}.",
    },
    "merge": {
        "zh-CN": "“{label}”两人填写不同时的处理方式变了，以前的记录也按新方式。",
        "en": "What unequal answers to “{label}” become has changed, for all records.",
    },
    "refers": {
        "zh-CN": "“{label}”所指的表单变了。以前的回答按新的查找。",
        "en": "The form whose records “{label}” names has changed, for former answers too.",
    },
    "prefill": {
        "zh-CN": "“{label}”预填的来源变了，只影响以后新填的记录。",
        "en": "What is proposed for “{label}” comes from elsewhere, in records begun from now on.",
    },
    "masked": {
        "zh-CN": "“{label}”改为遮盖显示，以前的回答也遮盖。",
        "en": "“{label}” is masked now, former answers too.",
    },
    "unmasked": {
        "zh-CN": "“{label}”不再标为敏感；只要有一个版本曾标过，就仍遮盖显示。",
        "en": "“{label}” is no longer marked as sensitive; since a version had it so, it stays"
        " masked.",
    },
    "none": {
        "zh-CN": "问的内容没有变化。",
        "en": "Nothing that is asked has changed.",
    },
}

KINDS: Final[Mapping[Kind, Text]] = {
    Kind.text: {"zh-CN": "文字", "en": "text"},
    Kind.integer: {"zh-CN": "整数", "en": "a whole number"},
    Kind.decimal: {"zh-CN": "数字", "en": "a number"},
    Kind.range: {"zh-CN": "范围内的数", "en": "a number of a range"},
    Kind.date: {"zh-CN": "日期", "en": "a date"},
    Kind.time: {"zh-CN": "时间", "en": "a time"},
    Kind.date_time: {"zh-CN": "日期和时间", "en": "a date and time"},
    Kind.select_one: {"zh-CN": "单选", "en": "one choice"},
    Kind.select_multiple: {"zh-CN": "多选", "en": "several choices"},
    Kind.repeat: {"zh-CN": "重复组", "en": "rows of questions"},
    Kind.calculate: {"zh-CN": "自动计算", "en": "a calculation"},
    Kind.geopoint: {"zh-CN": "位置", "en": "a place on the map"},
    Kind.geotrace: {"zh-CN": "地图上的线", "en": "a line on the map"},
    Kind.geoshape: {"zh-CN": "地图上的一块", "en": "a shape on the map"},
    Kind.rank: {"zh-CN": "排序", "en": "choices put in order"},
    Kind.image: {"zh-CN": "照片", "en": "a picture"},
    Kind.file: {"zh-CN": "文件", "en": "a file"},
    Kind.audio: {"zh-CN": "录音", "en": "a sound"},
    Kind.video: {"zh-CN": "录像", "en": "a video"},
    Kind.note: {"zh-CN": "说明", "en": "a note"},
    Kind.acknowledge: {"zh-CN": "确认", "en": "an acknowledgement"},
    Kind.hidden: {"zh-CN": "不显示", "en": "a value that is not shown"},
    Kind.barcode: {"zh-CN": "条码", "en": "a barcode"},
    Kind.start: {"zh-CN": "开始时间", "en": "when it was begun"},
    Kind.end: {"zh-CN": "结束时间", "en": "when it was finished"},
    Kind.today: {"zh-CN": "当天日期", "en": "the day"},
    Kind.deviceid: {"zh-CN": "平板编号", "en": "the tablet"},
    Kind.username: {"zh-CN": "填写人", "en": "who fills it in"},
    Kind.group: {"zh-CN": "一组问题", "en": "a group of questions"},
}

AREAS: Final[Mapping[AreaKind, Text]] = {
    AreaKind.district: {"zh-CN": "区县", "en": "districts"},
    AreaKind.street: {"zh-CN": "街道乡镇", "en": "streets"},
    AreaKind.community: {"zh-CN": "社区", "en": "communities"},
    AreaKind.grid: {"zh-CN": "网格", "en": "grids"},
    AreaKind.compound: {"zh-CN": "小区", "en": "compounds"},
    AreaKind.building: {"zh-CN": "楼栋", "en": "buildings"},
    AreaKind.unit: {"zh-CN": "单元", "en": "units"},
    AreaKind.household: {"zh-CN": "户", "en": "households"},
    AreaKind.site: {"zh-CN": "场所", "en": "sites"},
}
