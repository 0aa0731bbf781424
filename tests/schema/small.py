"""One door of 和平小区 with everything above it, and a grid beside its own."""

from schema.area import Area, AreaId, AreaKind


def area(text: str, kind: AreaKind, name: str, parent: str | None = "") -> Area:
    """An area whose parent is its id's own, unless another one is named."""
    own = AreaId.parse(text)
    above = own.parent if parent == "" else (AreaId(parent) if parent else None)
    return Area(id=own, kind=kind, name=name, parent=above)


SMALL = (
    area("130709", AreaKind.district, "崇礼区"),
    area("130709/100", AreaKind.street, "西湾子镇"),
    area("130709/100/002", AreaKind.community, "长青路社区"),
    area("130709/100/002/007", AreaKind.grid, "长青路社区第7网格"),
    area("130709/100/002/007/x03", AreaKind.compound, "和平小区"),
    area("130709/100/002/007/x03/b03", AreaKind.building, "3号楼"),
    area("130709/100/002/007/x03/b03/u1", AreaKind.unit, "1单元"),
    area("130709/100/002/007/x03/b03/u1/0301", AreaKind.household, "0301"),
    area("130709/100/002/008", AreaKind.grid, "长青路社区第8网格"),
)
