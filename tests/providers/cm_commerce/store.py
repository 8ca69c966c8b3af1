"""What the stand-in remembers: one file of SQLite, a connection for each thing done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SCHEMA = (Path(__file__).parent / "schema.sql").read_text()

Row = sqlite3.Row


class Store:
    """The tables of schema.sql."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.changing() as database:
            database.executescript(SCHEMA)

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together, or not at all."""
        with closing(sqlite3.connect(self._path, timeout=10)) as connection:
            connection.row_factory = Row
            with connection:
                yield connection

    def rows(self, statement: str, *values: Any) -> list[Row]:
        """What a question finds."""
        with self.changing() as database:
            return database.execute(statement, values).fetchall()

    def row(self, statement: str, *values: Any) -> Row | None:
        """The first that a question finds."""
        return next(iter(self.rows(statement, *values)), None)

    def run(self, statement: str, *values: Any) -> int:
        """Change something; how many rows that were."""
        with self.changing() as database:
            return database.execute(statement, values).rowcount
