"""Roles and rights: what each kind of person may do with what lies in their area."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Right(StrEnum):
    """One thing that a role may do."""

    read = "read"
    write = "write"
    review = "review"
    quarantine = "quarantine"
    forms = "forms"
    areas = "areas"
    export = "export"
    erase = "erase"
    audit = "audit"
    people = "people"


class Role(StrEnum):
    """What a person is on an area."""

    grid_head = "grid_head"
    grid_member = "grid_member"
    building_head = "building_head"
    unit_head = "unit_head"
    steward = "steward"
    property = "property"
    department = "department"
    volunteer = "volunteer"
    community = "community"
    district = "district"
    auditor = "auditor"
    admin = "admin"


_RECORDS: Final = frozenset({Right.read, Right.write})
_COMMUNITY: Final = _RECORDS | {Right.review, Right.quarantine}

ROLE_RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.grid_head: _RECORDS,
    Role.grid_member: _RECORDS,
    Role.building_head: _RECORDS,
    Role.unit_head: _RECORDS,
    Role.steward: _RECORDS,
    Role.property: _RECORDS,
    Role.department: _RECORDS,
    Role.volunteer: _RECORDS,
    Role.community: _COMMUNITY,
    Role.district: _COMMUNITY | {Right.forms, Right.areas, Right.export, Right.erase},
    Role.auditor: frozenset({Right.read, Right.audit}),
    Role.admin: frozenset({Right.people}),
}
"""What each role may do. `people` covers staff and devices; an admin sees no records."""

ROLE_NAMES: Final[Mapping[Role, Mapping[str, str]]] = {
    Role.grid_head: {"zh-CN": "网格长", "en": "grid head"},
    Role.grid_member: {"zh-CN": "网格员", "en": "grid member"},
    Role.building_head: {"zh-CN": "楼栋长", "en": "building head"},
    Role.unit_head: {"zh-CN": "单元长", "en": "unit head"},
    Role.steward: {"zh-CN": "小区管家", "en": "compound steward"},
    Role.property: {"zh-CN": "物业", "en": "property company"},
    Role.department: {"zh-CN": "部门", "en": "department"},
    Role.volunteer: {"zh-CN": "志愿者", "en": "volunteer"},
    Role.community: {"zh-CN": "社区", "en": "community office"},
    Role.district: {"zh-CN": "区级", "en": "district office"},
    Role.auditor: {"zh-CN": "审计", "en": "auditor"},
    Role.admin: {"zh-CN": "管理员", "en": "administrator"},
}
"""What people call each role."""
