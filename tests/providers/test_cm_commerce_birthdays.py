"""Whom the stand-in's follow-ups write to, and when."""

from datetime import date
from pathlib import Path

import pytest

from tests.providers.cm_commerce.birthdays import letters_of
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.setup import Setup
from tests.providers.cm_commerce.store import Store

OLIVE = "olive@example.com"


@pytest.fixture
def service(tmp_path: Path) -> Service:
    path = tmp_path / "store.sqlite3"
    setup = Setup("http://localhost:1", "http://localhost:2", "http://localhost:2/v1", "id", "secret", path)
    return Service(setup, Store(path))


def add_customer(service: Service, *, name: str, born: str, number: int = 1, state: str = "member") -> None:
    statement = "INSERT INTO customers VALUES (?, ?, ?, ?, '', ?, 0, '', ?, '', '', '', '')"
    service.store.run(statement, OLIVE, number, f"{name}@example.com", name, state, born)


def add_rule(service: Service, *, days: int) -> None:
    statement = "INSERT INTO follow_ups (account, days, subject) VALUES (?, ?, 'Happy birthday')"
    service.store.run(statement, OLIVE, days)


@pytest.mark.parametrize(
    ("born", "days", "first", "expected"),
    [
        ("1990-06-10", 0, date(2026, 6, 1), (date(2026, 6, 10), 36)),
        ("1990-06-10", -3, date(2026, 6, 1), (date(2026, 6, 7), 36)),
        ("1990-06-10", 5, date(2026, 6, 1), (date(2026, 6, 15), 36)),
        # The platform knows no year: nobody turns a thousand.
        ("1004-06-10", 0, date(2026, 6, 1), (date(2026, 6, 10), None)),
        ("1004-02-29", 0, date(2026, 2, 1), (date(2026, 2, 28), None)),
        ("1004-02-29", 0, date(2028, 2, 1), (date(2028, 2, 29), None)),
        # Around the turn of the year the birthday and the letter are in different years.
        ("1990-01-02", -5, date(2026, 12, 20), (date(2026, 12, 28), 37)),
        ("1990-12-30", 5, date(2027, 1, 1), (date(2027, 1, 4), 36)),
    ],
)
def test_a_letter_goes_out_so_many_days_from_the_birthday(
    service: Service, born: str, days: int, first: date, expected: tuple[date, int | None]
) -> None:
    add_customer(service, name="ada", born=born)
    add_rule(service, days=days)

    letters = letters_of(service, OLIVE, first=first)

    assert [(letter.on, letter.turns) for letter in letters] == [expected]


def test_nobody_is_written_to_without_a_birthday_or_a_membership(service: Service) -> None:
    add_customer(service, name="ada", born="1990-06-10", state="disabled")
    add_customer(service, name="bo", born="", number=2)
    add_rule(service, days=0)

    assert letters_of(service, OLIVE, first=date(2026, 6, 1)) == []
