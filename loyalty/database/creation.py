"""A new data folder, which appears whole or not at all."""

import os
import shutil
import sys
from pathlib import Path

from loyalty.database.accounts import Account
from loyalty.database.binaries import Binaries
from loyalty.database.refusals import DidNotStart
from loyalty.database.server_settings import INCLUDE

SUPERUSER = "postgres"
ROLE = "grin"
DATABASE = "grin"
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# The product's role is no superuser: that passes by row security and could switch off the ledger's guard.
ROLES = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"


def create_data(data: Path, *, binaries: Binaries, account: Account, is_throwaway: bool) -> None:
    """Make `data` with the product's role and database in it, owned by `account`, mode 0700."""
    new = data.with_name(f"{data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    account.own(new)
    _initialise(new, binaries, account, is_throwaway=is_throwaway)
    _add_roles(new, binaries, account)
    with (new / "postgresql.conf").open("a") as settings:
        settings.write(INCLUDE)
    new.rename(data)
    _sync(data.parent)


def _initialise(new: Path, binaries: Binaries, account: Account, *, is_throwaway: bool) -> None:
    safety = ["--no-sync"] if is_throwaway else ["--data-checksums"]
    done = account.run(
        [
            *(binaries / "initdb", "-D", new, "-U", SUPERUSER, "-E", "UTF8", f"--locale={LOCALE}"),
            *("--auth=trust", "--no-instructions", *safety),
        ]
    )
    if done.returncode:
        raise DidNotStart("could not make its data folder", done.stdout + done.stderr)


def _add_roles(new: Path, binaries: Binaries, account: Account) -> None:
    # In single-user mode, before the folder gets its name: no server is ever met without its roles.
    done = account.run(
        [binaries / "postgres", "--single", "-D", new, "-c", "exit_on_error=on", "postgres"], text=ROLES
    )
    if done.returncode:
        raise DidNotStart("could not make its roles", done.stdout + done.stderr)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
