"""Follow-ups on birthdays: a rule says how many days before or after, the platform knows the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.store import Row

# The platform's way to say that only the day and the month are known.
NO_YEAR = 1004
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Letter:
    """One follow-up that goes out on a day."""

    on: date
    subject: str
    email: str
    name: str
    birthday: date
    turns: int | None


def letters_of(service: Service, account: str, *, first: date) -> list[Letter]:
    """Whom the rules write to in the two months from `first` on, soonest first."""
    rules = service.store.rows("SELECT * FROM follow_ups WHERE account = ?", account)
    statement = "SELECT * FROM customers WHERE account = ? AND date_of_birth <> '' AND state = 'member'"
    customers = service.store.rows(statement, account)
    found = [letter for rule in rules for who in customers for letter in _letters(rule, who, first)]
    return sorted(found, key=lambda letter: (letter.on, letter.email))


def _letters(rule: Row, customer: Row, first: date) -> Iterator[Letter]:
    born = date.fromisoformat(customer["date_of_birth"])
    for year in (first.year - 1, first.year, first.year + 1):
        birthday = birthday_in(year, born)
        on = birthday + timedelta(days=rule["days"])
        if first <= on <= first + AHEAD:
            turns = None if born.year == NO_YEAR else year - born.year
            yield Letter(on, rule["subject"], customer["email"], customer["first_name"], birthday, turns)


def birthday_in(year: int, born: date) -> date:
    """The birthday in a year; who was born on 29 February has it on the 28th where there is none."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
