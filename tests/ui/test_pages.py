import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.ui.cursors import CursorError, read_cursor
from loyalty.ui.pages import Page, page_of
from tests.cast import make_customer, make_merchant

NOON = datetime(2026, 11, 3, 12, 0, 0, 123456, tzinfo=UTC)


FORGED = (
    '{"a": 1}',
    "[0, 1]",
    '[0, "x", 1]',
    "[0, null, 1]",
    "[0, 1, 1e999]",
    "[0, 9223372036854775808, 1]",
    "[0, [1], 1]",
)


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.fixture(autouse=True)
def _olives_shop(db: None) -> Iterator[None]:
    with scope(merchant=make_merchant()):
        yield


def make_customers(*points: int) -> None:
    for number, some in enumerate(points):
        make_customer(first_name=f"Ada{number}", points=some, at=NOON + timedelta(microseconds=number % 2))


def walk(order: list[str], *, size: int) -> list[Page[Customer]]:
    pages = [page_of(customers(), order=order, size=size)]
    while cursor := pages[-1].next_cursor:
        pages.append(page_of(customers(), order=order, cursor=cursor, size=size))
    return pages


def walk_back(page: Page[Customer], order: list[str], *, size: int) -> list[Page[Customer]]:
    pages = [page]
    while cursor := pages[-1].previous_cursor:
        pages.append(page_of(customers(), order=order, cursor=cursor, size=size))
    return pages[::-1]


def customers() -> "QuerySet[Customer, Customer]":
    return Customer.objects.select_related("account")


def names(pages: list[Page[Customer]]) -> list[list[str]]:
    return [[customer.first_name for customer in page.rows] for page in pages]


@pytest.mark.parametrize("number", [1, 3])
def test_a_short_list_is_one_page_without_neighbours(number: int) -> None:
    make_customers(*range(number))

    page = page_of(customers(), order=["pk"], size=3)

    assert len(page.rows) == number
    assert not page.has_neighbours


def test_an_empty_list_is_one_empty_page() -> None:
    assert page_of(customers(), order=["-account__balance"]) == Page([], None, None)


@pytest.mark.parametrize(
    ("order", "pages"),
    [
        (["account__balance"], [["Ada1", "Ada0"], ["Ada2", "Ada4"], ["Ada3"]]),
        (["-account__balance"], [["Ada3", "Ada4"], ["Ada2", "Ada0"], ["Ada1"]]),
        (["-account__balance", "pk"], [["Ada3", "Ada2"], ["Ada4", "Ada0"], ["Ada1"]]),
        (["created_at", "-first_name"], [["Ada4", "Ada2"], ["Ada0", "Ada3"], ["Ada1"]]),
        (["-created_at"], [["Ada3", "Ada1"], ["Ada4", "Ada2"], ["Ada0"]]),
    ],
)
def test_every_row_comes_once_and_ties_keep_their_place(order: list[str], pages: list[list[str]]) -> None:
    make_customers(10, 5, 20, 30, 20)

    assert names(walk(order, size=2)) == pages


@pytest.mark.parametrize("order", [["account__balance"], ["-account__balance", "first_name"]])
def test_the_way_back_shows_the_same_pages(order: list[str]) -> None:
    make_customers(10, 20, 20, 20, 30, 40)
    forth = walk(order, size=2)

    back = walk_back(forth[-1], order, size=2)

    assert names(back) == names(forth)


def test_a_short_page_before_becomes_the_full_first_page() -> None:
    make_customers(1, 2, 3, 4)
    second = page_of(customers(), order=["account__balance"], size=2).next_cursor
    page = page_of(customers(), order=["account__balance"], size=2, cursor=second)
    make_customer(first_name="Newcomer", points=2)

    before = page_of(customers(), order=["account__balance"], size=3, cursor=page.previous_cursor)

    assert names([before]) == [["Ada0", "Ada1", "Newcomer"]]
    assert before.previous_cursor is None


def test_rows_that_come_and_go_meanwhile_move_nobody_twice() -> None:
    make_customers(10, 20, 30, 40)
    first = page_of(customers(), order=["account__balance"], size=2)
    make_customer(first_name="Newcomer", points=5)

    second = page_of(customers(), order=["account__balance"], size=2, cursor=first.next_cursor)

    assert names([first, second]) == [["Ada0", "Ada1"], ["Ada2", "Ada3"]]


def test_an_annotation_orders_too() -> None:
    make_customers(10, 20, 30)
    by_debt = Customer.objects.annotate(debt=0 - F("account__balance"))

    first = page_of(by_debt, order=["debt"], size=2)
    second = page_of(by_debt, order=["debt"], size=2, cursor=first.next_cursor)

    assert [[one.first_name for one in page.rows] for page in (first, second)] == [["Ada2", "Ada1"], ["Ada0"]]


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "é", "A" * 5_000, *map(forged, FORGED)],
)
def test_a_cursor_that_is_not_ours_leads_to_the_first_page(cursor: str) -> None:
    make_customers(10, 20, 30)

    page = page_of(customers(), order=["account__balance"], size=2, cursor=cursor)

    assert names([page]) == [["Ada0", "Ada1"]]


def test_the_cursor_of_another_order_is_refused() -> None:
    make_customers(10, 20, 30)
    by_name = page_of(customers(), order=["last_name", "first_name"], size=1).next_cursor
    field = Customer._meta.get_field("id")

    with pytest.raises(CursorError):
        read_cursor(by_name or "", fields=[field, field])


def test_one_range_of_the_index_without_offset_or_count() -> None:
    make_customers(*range(5))
    first = page_of(customers(), order=["last_name", "first_name"], size=2)

    with CaptureQueriesContext(connection) as captured:
        page_of(customers(), order=["last_name", "first_name"], size=2, cursor=first.next_cursor)

    (query,) = captured.captured_queries
    assert '("customers_customer"."last_name", "customers_customer"."first_name", ' in query["sql"]
    assert ") > (" in query["sql"]
    assert not any(word in query["sql"] for word in ("OFFSET", "COUNT", " OR "))


def test_the_index_serves_the_range() -> None:
    make_customers(*range(5))
    order = ["last_name", "first_name"]
    cursor = page_of(Customer.objects.all(), order=order, size=2).next_cursor

    with CaptureQueriesContext(connection) as captured:
        page_of(Customer.objects.all(), order=order, size=2, cursor=cursor)
    with connection.cursor() as database:
        # Five rows alone would be read and sorted.
        database.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        database.execute("SET LOCAL enable_bitmapscan = off")
        database.execute("EXPLAIN " + captured.captured_queries[0]["sql"])
        plan = "\n".join(line for (line,) in database.fetchall())

    assert "customers_by_name" in plan
    assert "Sort" not in plan
    assert "Filter" not in plan
