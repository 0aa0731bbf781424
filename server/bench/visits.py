"""The visits of a benchmark: who goes to which door, and what is answered there, by number.

The day that every benchmark of syncing is about: 81 grids, four tablets a grid, 25 visits a tablet,
so that a grid has 100 visits and a district 8,100. A visit is an opinion on a renovation: eight
answers beside its state and the form's version, 217 to 301 bytes with the questions' names.

Everything is a function of a number, by arithmetic that any language has (BLAKE2b and division), so
that another server can be given the same day. Nobody in it is real.
"""

from hashlib import blake2b
from typing import Final

from schema.answer import Value

GRIDS: Final = 81
TABLETS_A_GRID: Final = 4
VISITS_A_TABLET: Final = 25

FORM: Final = "renovation_opinion"
KEY: Final = ":p2022"
"""The form of a visit, and what follows the household in its record's id."""

_STANCES: Final = ("support", "support", "support", "oppose", "neutral")
_NEEDS: Final = ("parking", "elevator", "stair_lights", "drainage", "heating", "fitness")
_SOURCES: Final = ("door", "door", "door", "meeting")
_PLACES: Final = ("楼道", "单元门口", "地下室", "楼顶", "小区北门", "花坛边", "车棚", "自行车道")
_FAULTS: Final = (
    "灯坏了，晚上看不清路",
    "下雨天积水，老人出门不便",
    "墙皮脱落，去年冬天就报过",
    "堆了杂物，消防通道被占",
    "路面坑洼，轮椅过不去",
    "管道渗水，一直没修好",
    "电线外露，孩子常在旁边玩",
)
_WISHES: Final = (
    "希望入冬前完工",
    "请先公示方案再动工",
    "施工时间请避开午休",
    "同意改造，费用要说清楚",
    "盼着加装电梯",
    "车位不够，能否统一划线",
)


def answers(number: int) -> tuple[tuple[str, Value], ...]:
    """What is answered on the visit with this number, in the order of the form."""
    draw = _Draw(number)
    return (
        ("road", draw.of(_STANCES)),
        ("greening_lighting", draw.of(_STANCES)),
        ("facade", draw.of(_STANCES)),
        ("equipment", draw.of(_STANCES)),
        ("needs", [need for need in _NEEDS if draw.below(3) == 0]),
        ("parking_spaces", draw.below(3)),
        ("opinion", _opinion(draw)),
        ("source", draw.of(_SOURCES)),
        ("_status", "finished"),
        ("_version", 1),
    )


def _opinion(draw: "_Draw") -> str:
    floor, door, days = 1 + draw.below(18), 1 + draw.below(4), 1 + draw.below(90)
    fault = f"{floor}层{door}号旁的{draw.of(_PLACES)}{draw.of(_FAULTS)}"
    return f"{fault}，已有{days}天；{draw.of(_WISHES)}"


class _Draw:
    """Numbers drawn from a number: its digest, divided again and again."""

    def __init__(self, number: int) -> None:
        self._rest = int.from_bytes(blake2b(str(number).encode(), digest_size=32).digest(), "big")

    def below(self, bound: int) -> int:
        self._rest, drawn = divmod(self._rest, bound)
        return drawn

    def of(self, choices: tuple[str, ...]) -> str:
        return choices[self.below(len(choices))]
