import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from loyalty.database.accounts import server_account
from loyalty.database.cluster import Cluster
from loyalty.database.processes import working_in
from loyalty.database.refusals import NotOurs, OtherMajor

STARTER = """
import sys
from pathlib import Path
from loyalty.database.cluster import Cluster

print(Cluster(Path(sys.argv[1]), environ={}, is_throwaway=True).ensure())
"""


def test_starters_that_race_get_one_server(home: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(home)]

    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = sorted(process.communicate(timeout=60)[0].strip() for process in racing)

    assert said == ["False", "False", "False", "True"]
    assert Cluster(home, environ={}).is_running()


def test_the_products_role_is_no_superuser_and_the_server_is_durable(home: Path) -> None:
    cluster = Cluster(home, environ={})

    cluster.ensure()

    asks = """
        SELECT current_user, current_database(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
        current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),
        current_setting('data_checksums'), current_setting('listen_addresses')
    """
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute(asks).fetchone() == ("grin", "grin", False, "on", "on", "on", "on", "")


def test_only_the_servers_account_may_enter_its_folder(home: Path) -> None:
    cluster = Cluster(home, environ={}, is_throwaway=True)

    cluster.ensure()

    found = cluster.data.stat()
    assert found.st_mode & 0o777 == 0o700
    assert found.st_uid == server_account(cluster.data).uid != 0
    assert (cluster.socket_folder / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


def test_stopping_cuts_open_connections_and_ends_every_process(home: Path) -> None:
    cluster = Cluster(home, environ={}, is_throwaway=True)
    cluster.ensure()

    with psycopg.connect(cluster.url):
        assert cluster.stop() is True

    assert working_in(cluster.data, "postgres") == []
    assert cluster.stop() is False


def test_a_server_in_use_is_not_stopped_in_passing(home: Path) -> None:
    cluster = Cluster(home, environ={}, is_throwaway=True)
    cluster.ensure()

    with psycopg.connect(cluster.url):
        assert cluster.stop_if_unused() is False

    assert cluster.is_running()


def test_a_path_too_long_for_a_socket_gets_a_folder_of_its_own(home: Path) -> None:
    cluster = Cluster(home / ("long" * 25), environ={}, is_throwaway=True)

    cluster.ensure()

    assert cluster.socket_folder != cluster.data
    assert cluster.socket_folder.stat().st_mode & 0o777 == 0o700
    psycopg.connect(cluster.url).close()
    cluster.stop(is_immediate=True)
    cluster.socket_folder.rmdir()


def test_a_number_that_another_process_got_since_does_not_keep_the_server_away(home: Path) -> None:
    cluster = Cluster(home, environ={}, is_throwaway=True)
    cluster.ensure()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n1\n5432\n{cluster.data}\n")

    assert cluster.ensure() is True


def test_data_of_another_major_version_is_refused_with_the_way_out_and_left_alone(home: Path) -> None:
    cluster = Cluster(home, environ={})
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    server_account(cluster.data).own(cluster.data)

    with pytest.raises(OtherMajor) as refusal:
        cluster.ensure()

    assert "LOYALTY_PG_BINDIR=/usr/lib/postgresql/12/bin ./run backup" in str(refusal.value)
    assert [path.name for path in cluster.data.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may run a server for every owner")
def test_a_folder_of_somebody_else_is_refused() -> None:
    with pytest.raises(NotOurs):
        Cluster(Path("/"), environ={}).ensure()


def test_half_a_data_folder_from_a_killed_start_is_made_anew(home: Path) -> None:
    half = home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    assert Cluster(home, environ={}, is_throwaway=True).ensure() is True

    assert not half.exists()
