"""Hashes that prove what is held: of a row, of a scope's chain, of a position, of a whole scope.

All are BLAKE2b. A row's hash names record and bytes; the chain makes every earlier row part of a
position's identity; the mark ties a tablet's cursor to that chain and to the grants it was served
under; the digest (XOR of row hashes) compares two sides that got their rows in different orders.
Source of the layouts: `sync/PROTOCOL.md`, fixed by golden bytes in the tests.
"""

from collections.abc import Iterable
from hashlib import blake2b

HASH_BYTES = 16
CHAIN_BYTES = 8
MARK_BYTES = 8

EMPTY_CHAIN = bytes(CHAIN_BYTES)
EMPTY_DIGEST = bytes(HASH_BYTES)


def row_hash(record: str | None, data: bytes) -> bytes:
    """The 16 bytes that name one row.

    BLAKE2b-128 of: length of the record id as 4 bytes big-endian, the id in UTF-8, length of the
    bytes likewise, the bytes. A missing record id (only possible in quarantine) counts as empty.
    An id that is no valid Unicode is hashed with its surrogates passed through, so that whatever
    was received can be kept.
    """
    name = (record or "").encode("utf-8", "surrogatepass")
    framed = b"%b%b%b%b" % (len(name).to_bytes(4, "big"), name, len(data).to_bytes(4, "big"), data)
    return blake2b(framed, digest_size=HASH_BYTES).digest()


def chain_next(chain: bytes, row: bytes) -> bytes:
    """The chain after a row: BLAKE2b-64 of the 8 bytes so far and the row's 16-byte hash."""
    return blake2b(chain + row, digest_size=CHAIN_BYTES).digest()


def mark(chain: bytes, grants: Iterable[tuple[str, str | None]], moves: int) -> bytes:
    """The 8 opaque bytes of a cursor (protocol.md §4.4).

    Args:
        chain: the scope's chain at the cursor.
        grants: (area, form or None) of each grant of the staff that reaches the scope, unexpanded;
            order and repetition do not count.
        moves: how many times an area of the scope was moved in the tree.
    """
    lines = sorted({f"{area}\x1f{'' if form is None else form}" for area, form in grants})
    text = "\x1e".join([str(moves), *lines]).encode()
    return blake2b(chain + text, digest_size=MARK_BYTES).digest()


def xor(a: bytes, b: bytes) -> bytes:
    """Two 16-byte values combined; its own inverse, and blind to order."""
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(HASH_BYTES, "big")
