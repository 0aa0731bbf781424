"""What a check of a directory may find beside the log's own problems, in words."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

from server.people import audit
from sync.log.verify import Problem

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "audit_broken": (
        "这一行被改过，或前一行不见了。",
        "The row was changed, or one before it is missing.",
    ),
    "audit_cut": (
        "网页数据记得操作记录里的这一行，现在没有了：最新的几行被删掉，或日志换成了更早的。",
        (
            "The pages' data remembers this line of the audit, which is gone: the newest lines "
            "were cut off, or the log was put back to an older state."
        ),
    ),
    "beyond": (
        (
            "日志只到第{head}号改动，网页数据里却有到第{seq}号的：日志换成了更早的，"
            "或复制时少了log.db-wal。"
        ),
        (
            "The log goes up to change {head}, the pages' data up to {seq}: the log was put back "
            "to an older state, or copied without its log.db-wal."
        ),
    ),
    "beyond_none": (
        "网页数据不是由这份日志整理的：日志被换过。",
        "The pages' data was not made of this log: the log was replaced.",
    ),
    "views_differ": (
        "网页上的这条记录与日志不符。请运行：doorstep rebuild",
        "The pages show this record otherwise than the log has it. Run: doorstep rebuild",
    ),
    "views_differ_whole": (
        "网页数据读不出来，或不是按现在的表单和地区整理的。请运行：doorstep rebuild",
        (
            "The pages' data cannot be read, or is not of today's forms and areas. "
            "Run: doorstep rebuild"
        ),
    ),
    "set_aside": (
        "这条记录无法显示：{reason}。它的改动留在日志里。",
        "This record cannot be shown: {reason}. Its changes stay in the log.",
    ),
    "withdrawn_device": (
        "withdrawn.jsonl里已停用这台平板，日志里没有。请运行：doorstep devices revoke {id}",
        (
            "By withdrawn.jsonl this tablet is shut out, by the log it is not. "
            "Run: doorstep devices revoke {id}"
        ),
    ),
    "withdrawn_staff": (
        "withdrawn.jsonl里已停用{login}，日志里没有。请重新停用。",
        "By withdrawn.jsonl {login} is disabled, by the log not. Disable them again.",
    ),
    "withdrawn_grant": (
        "withdrawn.jsonl里已收回{login}在{area}的权限（{role}），日志里还有。请重新收回。",
        (
            "By withdrawn.jsonl {login} is {role} in {area} no more, by the log still. "
            "Withdraw it again."
        ),
    ),
    "withdrawn_record": (
        (
            "withdrawn.jsonl里这条记录已应本人要求删除，日志里还在。"
            "请运行：doorstep records erase {id}"
        ),
        (
            "By withdrawn.jsonl this record was erased, the log still has it. "
            "Run: doorstep records erase {id}"
        ),
    ),
    "older": (
        "withdrawn.jsonl里有，日志里没有：日志换成了更早的。",
        "withdrawn.jsonl knows it, the log does not: the log was put back to an older state.",
    ),
    "withdrawals": (
        "withdrawn.jsonl的第{line}行读不出来。",
        "Line {line} of withdrawn.jsonl cannot be read.",
    ),
}


def finding(lang: str, name: str, where: str, code: str | None = None, **facts: object) -> Problem:
    """A problem with its sentence.

    Args:
        lang: "zh-CN" or "en".
        name: of the sentence.
        where: what it is about.
        code: what kind, for scripts; the name where None.
        facts: what stands in the sentence.
    """
    message = _SENTENCES[name][0 if lang.startswith("zh") else 1].format(**facts)
    return Problem(code=code or name, where=where, message=message)


def audit_problem(connection: sqlite3.Connection, lang: str) -> Iterator[Problem]:
    """The first row of the audit that does not fit, if there is one."""
    broken = audit.first_broken(connection)
    if broken is not None:
        yield finding(lang, "audit_broken", f"audit {broken}")
