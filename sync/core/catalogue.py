"""The one numbered catalogue of problems, for WebSocket and HTTP alike.

A number is never reused and a name never changes its meaning; retired ones stay listed. Numbers
1-99 are refusals of one change (some also end a session, where a whole message is at fault),
100-199 end a session, 200-299 are answers of the HTTP interface. Each has a sentence in both
languages that says what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One catalogued problem.

    Attributes:
        number: stable, never reused.
        name: what travels on the wire and is written in scripts.
        http: the HTTP status where it is answered over HTTP, else 0.
        close: the WebSocket close code where it ends a session, else 0.
        retryable: a refused change with it is pushed again later, and is not kept in quarantine.
        zh: what to do, for a Chinese reader.
        en: the same in English.
    """

    number: int
    name: str
    http: int = 0
    close: int = 0
    retryable: bool = False
    zh: str
    en: str

    def hint(self, lang: str) -> str:
        """The sentence that says what to do, in `lang` ("zh-CN" or "en")."""
        return self.zh if lang.startswith("zh") else self.en


_REFUSALS = (
    Problem(
        number=1,
        name="discarded",
        zh="社区已查看并弃用了这处改动。有疑问请找社区。",
        en="The office looked at this change and discarded it. Ask there if that is wrong.",
    ),
    Problem(
        number=2,
        name="too_large",
        close=4413,
        zh="内容太大（一处改动最多64 KiB，一条消息最多256 KiB）。请把长文字分成几次填写。",
        en="Too large: a change has at most 64 KiB, a message 256 KiB. Write long texts in several "
        "steps.",
    ),
    Problem(
        number=3,
        name="malformed",
        close=4400,
        zh="数据格式不对，收到的内容已原样保存。请升级平板软件，并告诉系统管理员。",
        en="The data is not valid; what was received is kept as it is. Update the tablet's "
        "software and tell the administrator.",
    ),
    Problem(
        number=4,
        name="other_author",
        zh="填写人没有登记在这台平板上。内容已留在社区待处理，请告诉网格长。",
        en="The author is not assigned to this tablet. The content is kept for the office; tell "
        "your grid head.",
    ),
    Problem(
        number=5,
        name="forbidden",
        zh="您没有这个网格的权限。内容已留在社区待处理，请告诉网格长。",
        en="You have no right to write here. The content is kept for the office; tell your grid "
        "head.",
    ),
    Problem(
        number=6,
        name="unknown_form",
        zh="服务器没有这张表。内容已保存，请联网更新表单，并告诉社区。",
        en="The server has no such form. The content is kept; update the forms and tell the "
        "office.",
    ),
    Problem(
        number=7,
        name="forbidden_state",
        zh="您不能把记录改成这个状态。内容已留在社区待处理，请由有审核权限的人操作。",
        en="You may not set this state. The content is kept for the office; ask somebody who "
        "reviews.",
    ),
    Problem(
        number=8,
        name="id_taken",
        zh="这处改动的编号已被另一处改动使用，内容已保存。请告诉系统管理员。",
        en="Another change has this change's number; the content is kept. Tell the administrator.",
    ),
    Problem(
        number=9,
        name="over_quota",
        zh="这份记录已写满，内容已留在社区待处理。请告诉社区。",
        en="The record is full; the content is kept for the office. Tell them.",
    ),
    Problem(
        number=10,
        name="erased",
        zh="这份记录已应本人要求删除，不能再写入。",
        en="The record was erased at the person's request and takes no more changes.",
    ),
    Problem(
        number=11,
        name="busy",
        http=503,
        close=4503,
        retryable=True,
        zh="服务器正忙，稍后会自动重试。",
        en="The server is busy; it is tried again by itself.",
    ),
    Problem(
        number=12,
        name="disk_full",
        retryable=True,
        zh="服务器磁盘已满，稍后会自动重试。请告诉系统管理员。",
        en="The server's disk is full; it is tried again by itself. Tell the administrator.",
    ),
    Problem(
        number=13,
        name="quarantine_full",
        retryable=True,
        zh="待处理的内容太多，这处改动仍在本机。请告诉社区先处理。",
        en="Too much is held back already; the change stays on the tablet. Tell the office to "
        "look through it.",
    ),
)

_SESSIONS = (
    Problem(
        number=101,
        name="version",
        close=4400,
        zh="平板软件的版本与服务器不合。请升级。",
        en="Tablet and server speak different versions. Update the tablet's software.",
    ),
    Problem(
        number=102,
        name="unauthenticated",
        http=401,
        close=4401,
        zh="服务器不认识这台平板。请向社区要开通码，重新开通；本机内容不会丢。",
        en="The server does not know this tablet. Ask for an enrolment code and enrol again; "
        "nothing on it is lost.",
    ),
    Problem(
        number=103,
        name="revoked",
        http=403,
        close=4403,
        zh="这台平板已停用。本机内容仍在，请把它交给社区。",
        en="This tablet was revoked. Its content is still on it; take it to the office.",
    ),
    Problem(
        number=104,
        name="hello_timeout",
        close=4408,
        zh="平板没有及时报到。请再试一次。",
        en="The tablet did not say hello in time. Try again.",
    ),
    Problem(
        number=105,
        name="too_many_sessions",
        close=4409,
        zh="同一台平板连了太多次，最早的一次已断开。",
        en="More than 4 sessions of one tablet; the oldest was closed.",
    ),
    Problem(
        number=106,
        name="too_many_hellos",
        close=4429,
        zh="这台平板一分钟内连接太多次，请稍等再试。",
        en="More than 120 hellos a minute of one tablet; wait and try again.",
    ),
    Problem(
        number=107,
        name="restarting",
        http=503,
        close=1012,
        zh="服务器正在重启，稍后会自动重连。",
        en="The server restarts; the tablet connects again by itself.",
    ),
)

_HTTP = (
    Problem(
        number=201,
        name="no_such_code",
        http=404,
        zh="开通码不对、已用过或已过期。请向社区要一个新的。",
        en="The enrolment code is unknown, used or expired. Ask the office for a new one.",
    ),
    Problem(
        number=202,
        name="bad_request",
        http=400,
        zh="请求的内容不完整或格式不对。",
        en="The request is incomplete or has the wrong form.",
    ),
    Problem(
        number=203,
        name="not_found",
        http=404,
        zh="没有这个内容，或者您没有权限查看。",
        en="It does not exist, or you may not see it.",
    ),
    Problem(
        number=204,
        name="operation_failed",
        http=409,
        zh="操作没有完成。",
        en="The operation was not carried out.",
    ),
    Problem(
        number=205,
        name="cross_origin",
        http=403,
        zh="请求来自别的网站，已拒绝。请从本站页面操作。",
        en="The request came from another site and was refused. Use this site's own pages.",
    ),
    Problem(
        number=206,
        name="too_many_codes",
        http=429,
        zh="从这里输错的开通码太多，请等几分钟再试。",
        en="Too many wrong enrolment codes came from here. Wait some minutes, then try again.",
    ),
)

BY_NAME: Mapping[str, Problem] = {
    problem.name: problem for problem in (*_REFUSALS, *_SESSIONS, *_HTTP)
}

REFUSAL_NAMES = frozenset(problem.name for problem in _REFUSALS)
