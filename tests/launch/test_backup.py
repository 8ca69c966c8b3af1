import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from loyalty.launch.backup import backup
from loyalty.launch.restore import restore
from loyalty.launch.terminal import CannotRun

# Named for this process: tests that run side by side share the server.
NAMES = (f"backup_of_one_{os.getpid()}", f"backup_of_another_{os.getpid()}")


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The addresses of two empty databases."""
    address = dict(conninfo_to_dict(os.environ["DATABASE_URL"]))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for name in NAMES:
            connection.execute(f"CREATE DATABASE {name}")
        yield [f"postgresql://{address['user']}@/{name}?host={address['host']}" for name in NAMES]
        for name in NAMES:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> "UseDatabase":
    """Sets DATABASE_URL."""
    return UseDatabase(monkeypatch)


class UseDatabase:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, url: str) -> None:
        self._monkeypatch.setenv("DATABASE_URL", url)


def test_a_backup_brings_everything_to_an_empty_database(
    databases: list[str], use: UseDatabase, tmp_path: Path
) -> None:
    fill(databases[0], "Ada", "Åsa")
    use(databases[0])

    assert backup([str(tmp_path / "all.dump")]) == 0
    use(databases[1])
    assert restore([str(tmp_path / "all.dump")]) == 0

    assert names_in(databases[1]) == ["Ada", "Åsa"]
    assert (tmp_path / "all.dump").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["all.dump"]


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "all.dump").write_text("precious")

    with pytest.raises(CannotRun, match="is there already"):
        backup([str(tmp_path / "all.dump")])

    assert (tmp_path / "all.dump").read_text() == "precious"


def test_a_database_with_something_in_it_is_replaced_only_when_told(
    databases: list[str], use: UseDatabase, tmp_path: Path
) -> None:
    fill(databases[0], "Ada")
    fill(databases[1], "Olive")
    use(databases[0])
    backup([str(tmp_path / "all.dump")])
    use(databases[1])

    with pytest.raises(CannotRun, match="not empty"):
        restore([str(tmp_path / "all.dump")])
    assert names_in(databases[1]) == ["Olive"]
    restore([str(tmp_path / "all.dump"), "--replace"])

    assert names_in(databases[1]) == ["Ada"]


def test_a_database_in_use_is_refused(databases: list[str], use: UseDatabase, tmp_path: Path) -> None:
    use(databases[0])
    backup([str(tmp_path / "all.dump")])

    with (
        psycopg.connect(databases[0]),
        pytest.raises(CannotRun, match="1 other connections use the database"),
    ):
        restore([str(tmp_path / "all.dump")])


def test_a_file_that_breaks_off_leaves_the_database_as_it_was(
    databases: list[str], use: UseDatabase, tmp_path: Path
) -> None:
    fill(databases[0], *(f"customer {number}" for number in range(2_000)))
    use(databases[0])
    whole, half = tmp_path / "all.dump", tmp_path / "half.dump"
    backup([str(whole)])
    half.write_bytes(whole.read_bytes()[:-2_000])

    with pytest.raises(CannotRun):
        restore([str(half), "--replace"])

    assert len(names_in(databases[0])) == 2_000


def test_a_file_that_is_no_backup_is_refused(databases: list[str], use: UseDatabase, tmp_path: Path) -> None:
    use(databases[0])
    (tmp_path / "letter.txt").write_text("Dear Olive")

    with pytest.raises(CannotRun, match="is no backup that this can read"):
        restore([str(tmp_path / "letter.txt")])


def fill(url: str, *names: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE customer (name text)")
        connection.cursor().executemany("INSERT INTO customer VALUES (%s)", [(name,) for name in names])


def names_in(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM customer ORDER BY name")]
