"""Keys of records that nothing else tells apart: ULIDs that follow from what tells them apart.

So the same row of a list names the same record each time, and a list that is taken twice writes
once.
"""

import hashlib
from collections.abc import Mapping, Sequence

from schema.answer import Value
from schema.area import AreaId
from schema.form import ULID_KEY, Form
from schema.key import ulid_of


def drawn(form: Form, area: AreaId, values: Mapping[str, Value], by: Sequence[str]) -> str:
    """The key of a record, from its answers to the questions named, else from all.

    Empty where the form itself says by which answers its records are told apart.
    """
    if form.key != ULID_KEY:
        return ""
    told = {path: values.get(path) for path in by or sorted(values)}
    said = "\x1f".join([form.id, area, *(f"{path}={value}" for path, value in told.items())])
    digest = hashlib.blake2b(said.encode(), digest_size=16, person=b"doorstep list")
    return ulid_of(int.from_bytes(digest.digest()))
