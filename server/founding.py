"""Making a data directory: `doorstep init`, and what the demonstration begins with."""

from pathlib import Path

from schema.errors import UnknownPack as NoSuchPack
from schema.pack import load_pack
from server import database
from server.clock import now_ms
from server.errors import AlreadyInitialised, UnknownPack
from server.lock import DirectoryLock
from server.people.founding import found
from server.people.ids import new_password
from server.people.passwords import hash_password

PACK_DEFAULT = "chongli"
ADMIN_DEFAULT = "admin"


def initialise(
    data: Path, *, pack: str = PACK_DEFAULT, sample: bool = False, admin: str = ADMIN_DEFAULT
) -> dict[str, str]:
    """Makes a new data directory and gives the document `init`, the one place of the password.

    Args:
        data: a directory that has no database yet; made if it is not there.
        pack: a shipped pack's name, or the path of one.
        sample: also the pack's generated staff and households.
        admin: the login of the admin.

    Raises:
        AlreadyInitialised, DirectoryInUse: nothing was changed.
        UnknownPack, InvalidPack, InvalidTree, InvalidLogin: nothing was made.
    """
    if database.exists(data):
        raise AlreadyInitialised(data=str(data))
    try:
        chosen = load_pack(pack)
    except NoSuchPack as error:
        raise UnknownPack(name=pack, nearest=error.known) from error
    password = new_password()
    password_hash = hash_password(password)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = DirectoryLock(data)
    try:
        database.create(
            data,
            lambda connection: found(
                connection,
                chosen,
                sample=sample,
                admin=admin,
                password_hash=password_hash,
                now_ms=now_ms(),
            ),
        )
    finally:
        lock.release()
    return {"data": str(data), "admin": admin, "password": password}
