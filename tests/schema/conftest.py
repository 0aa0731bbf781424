"""What the tests of this package share: a small tree, and the pack's forms."""

import pytest
from hypothesis import settings

from schema.form import Form
from schema.pack import Pack, load_pack
from schema.tree import AreaTree
from tests.schema.small import SMALL

# No example fails for being slow: how fast this machine is, is no fact about the code.
settings.register_profile("doorstep", deadline=None)
settings.load_profile("doorstep")


@pytest.fixture
def tree() -> AreaTree:
    """One door of 和平小区, and a grid beside it."""
    return AreaTree(SMALL)


@pytest.fixture(scope="session")
def chongli() -> Pack:
    return load_pack("chongli")


@pytest.fixture(scope="session")
def opinion(chongli: Pack) -> Form:
    return next(form for form in chongli.forms if form.id == "renovation_opinion")


@pytest.fixture(scope="session")
def household_file(chongli: Pack) -> Form:
    return next(form for form in chongli.forms if form.id == "household_file")


@pytest.fixture(scope="session")
def hazard(chongli: Pack) -> Form:
    return next(form for form in chongli.forms if form.id == "hazard_report")
