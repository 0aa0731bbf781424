"""What a pack's generator makes: generated households and people, never real ones."""

from dataclasses import dataclass

from schema.area import Area, AreaId
from schema.role import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleStaff:
    """A person of the sample, with their grant, and a number that rings at nobody's.

    `forms`: restricted forms that the same person sees there too, each by a grant that names it.
    """

    login: str
    name: str
    role: Role
    area: AreaId
    phone: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """All areas of a pack, down to its households, and the people who work there."""

    areas: tuple[Area, ...]
    staff: tuple[SampleStaff, ...]
