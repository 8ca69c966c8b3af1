"""The folder of the server's Unix socket. Its mode, 0700, is the access control."""

import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from loyalty.database.accounts import Account
from loyalty.database.refusals import NotOurs

SOCKET = ".s.PGSQL.5432"
# The kernel's limit is 107 bytes on Linux and 103 on macOS.
LONGEST = 100


def socket_folder(data: Path) -> Path:
    """The data folder itself, or, where its path is too long, a folder named after it in the temp folder."""
    if len(str(data / SOCKET).encode()) <= LONGEST:
        return data
    return Path(tempfile.gettempdir()) / f"grin-{sha256(str(data).encode()).hexdigest()[:16]}"


def make_socket_folder(folder: Path, account: Account) -> None:
    """Make the folder for `account` alone. Refuses one that somebody else put there before us."""
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
            raise NotOurs(folder, f"user {found.st_uid}") from None
