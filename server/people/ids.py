"""Ids of people, tablets and records, and the secrets that they carry.

An id is 16 of a-z0-9, drawn at random (82 bits) and never reused: a restored server that numbered
people again would give old answers to others. A secret is kept as its
SHA-256 alone; tokens have 256 bits, so a slow hash would add nothing to them.
"""

import hashlib
import re
import secrets
import string

_ALPHABET = string.ascii_lowercase + string.digits
_ID = re.compile(r"[a-z0-9]{8,32}")
ID_CHARACTERS = 16
TOKEN_BYTES = 32

# Crockford's base 32: no I, L, O, U, so a code survives being read out over the telephone.
_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 8
ULID_CHARACTERS = 26
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_id() -> str:
    """A fresh id for a person or a tablet."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_CHARACTERS))


def new_ulid(time_ms: int) -> str:
    """A ULID, the key of a record made here: 48 bits of time, 80 random ones, in base 32."""
    number = (time_ms & (1 << 48) - 1) << 80 | secrets.randbits(80)
    places = range(5 * (ULID_CHARACTERS - 1), -5, -5)
    return "".join(_CODE_ALPHABET[number >> place & 31] for place in places)


def is_id(text: str) -> bool:
    """Whether `text` has the form of a staff or device id."""
    return _ID.fullmatch(text) is not None


def new_token() -> str:
    """A fresh opaque token of 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def secret_hash(secret: str) -> bytes:
    """What is stored of a token or code."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def new_code() -> str:
    """A fresh enrolment code of 40 bits: `7K3F-9QWD`."""
    text = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(CODE_CHARACTERS))
    return f"{text[:4]}-{text[4:]}"


def same_code(text: str) -> str:
    """A code as people type it in its one spelling: case, blanks and misread letters aside."""
    plain = text.upper().translate(_MISREAD)
    return f"{plain[:4]}-{plain[4:]}"


def new_password() -> str:
    """A one-time password of 80 bits that can be copied from a screen by hand."""
    text = "".join(secrets.choice(_CODE_ALPHABET.lower()) for _ in range(16))
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))
