import pytest

from loyalty.ui.filters import make_filter
from loyalty.ui.tables import Column, chosen_sort, headings

COLUMNS = (
    Column("Customer", "name"),
    Column("Points", "points", is_number=True, is_descending_first=True),
    Column("Actions", is_hidden=True),
)


def test_a_column_that_sorts_is_turned_round_by_the_next_click() -> None:
    name, points, actions = headings(COLUMNS, sort="-points")

    assert (name.direction, name.next_sort) == ("", "name")
    assert (points.direction, points.next_sort) == ("descending", "points")
    assert (actions.direction, actions.next_sort) == ("", "")


def test_a_column_of_numbers_begins_with_the_largest() -> None:
    _name, points, _actions = headings(COLUMNS, sort="name")

    assert points.next_sort == "-points"


@pytest.mark.parametrize(
    ("asked", "chosen"), [("name", "name"), ("-name", "-name"), ("", "-points"), ("password", "-points")]
)
def test_only_known_columns_sort(asked: str, chosen: str) -> None:
    assert chosen_sort(COLUMNS, asked, default="-points") == chosen


def test_a_filter_takes_only_its_own_choices() -> None:
    choices = [("member", "Member"), ("guest", "Guest")]

    assert make_filter("state", "Status", choices, asked="guest").value == "guest"
    assert make_filter("state", "Status", choices, asked="' OR 1=1").value == ""
