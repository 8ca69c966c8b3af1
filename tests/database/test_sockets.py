from pathlib import Path

import pytest

from loyalty.database.accounts import server_account
from loyalty.database.refusals import NotOurs
from loyalty.database.sockets import make_socket_folder, socket_folder


def test_a_short_path_keeps_the_socket_in_the_data_folder() -> None:
    assert socket_folder(Path("/srv/grin/data")) == Path("/srv/grin/data")


def test_long_paths_get_a_folder_each() -> None:
    first, second = (socket_folder(Path("/srv") / (letter * 90) / "data") for letter in "ab")

    assert first != second
    assert len(str(first)) < 60


def test_a_folder_that_others_may_enter_is_not_taken_for_ours(home: Path) -> None:
    account = server_account(home)
    planted = home.with_name("planted")
    planted.mkdir(mode=0o777)
    account.own(planted)
    planted.chmod(0o777)

    with pytest.raises(NotOurs):
        make_socket_folder(planted, account)


def test_a_link_to_somewhere_else_is_not_taken_for_ours(home: Path) -> None:
    planted = home.with_name("planted")
    planted.symlink_to("/")

    with pytest.raises(NotOurs):
        make_socket_folder(planted, server_account(home))


def test_our_own_folder_is_used_again(home: Path) -> None:
    account = server_account(home)
    folder = home.with_name("sockets")

    make_socket_folder(folder, account)
    make_socket_folder(folder, account)

    assert folder.stat().st_uid == account.uid
