"""From the cells of a row to an order, or to a sentence that says what to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.customers.snapshots import CustomerFacts
from loyalty.files.mapping.problems import RowProblem
from loyalty.orders.mapping.problems import SENTENCES, sentence
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, Field, OrderFacts, RefundFacts
from tests.cast import MONDAY
from tests.orders.cast import make_reading

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def read(row: dict[Field, str], **terms: Any) -> OrderFacts:
    """The row, in a file that has just these columns; an id, a customer, a date and an amount unless named."""
    usual = {Field.ORDER: "1", Field.CUSTOMER: "ada", Field.PAID: "2026-01-05", Field.TOTAL: "10.00"}
    amounts = {Field.PAID_GOODS, Field.GOODS}
    row = {
        field: text for field, text in usual.items() if field != Field.TOTAL or not amounts & set(row)
    } | row
    reading = make_reading({field: place for place, field in enumerate(row)}, **terms)
    return RowReader(reading, at=MONDAY, import_id=7).read(list(row.values()))


def test_a_row_is_a_paid_order() -> None:
    assert read({}) == OrderFacts(
        source="shop",
        external_id="1",
        happened_at=NOON,
        customer=CustomerFacts(source="shop", external_id="ada"),
        state=OrderState.PAID,
        placed_at=NOON,
        paid_at=NOON,
        amounts=AmountFacts("USD", 1000),
        import_id=7,
    )


@pytest.mark.parametrize(
    ("row", "amounts"),
    [
        (
            {Field.GOODS: "100", Field.DISCOUNT: "10", Field.SHIPPING: "5", Field.TAX: "20"},
            (10000, 1000, 500, 2000),
        ),
        ({Field.PAID_GOODS: "90", Field.DISCOUNT: "10"}, (10000, 1000, 0, 0)),
        ({Field.PAID_GOODS: "90", Field.DISCOUNT: "-10"}, (10000, 1000, 0, 0)),
        (
            {Field.TOTAL: "115", Field.DISCOUNT: "10", Field.SHIPPING: "5", Field.TAX: "20"},
            (10000, 1000, 500, 2000),
        ),
        ({Field.TOTAL: "3", Field.SHIPPING: "5"}, (0, 0, 500, 0)),
        ({Field.TOTAL: "0"}, (0, 0, 0, 0)),
    ],
)
def test_goods_are_found_from_whichever_amount_the_file_has(
    row: dict[Field, str], amounts: tuple[int, ...]
) -> None:
    found = read(row).amounts

    assert found is not None
    assert (found.goods_cents, found.discount_cents, found.shipping_cents, found.tax_cents) == amounts


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("paid", OrderState.PAID),
        ("Processing", OrderState.PAID),
        ("wc-completed", OrderState.PAID),
        ("Betald", OrderState.PAID),
        ("", OrderState.PAID),
        ("on-hold", OrderState.OPEN),
        ("Obetald", OrderState.OPEN),
        ("voided", OrderState.CANCELLED),
        ("Avbruten", OrderState.CANCELLED),
    ],
)
def test_states_are_known_in_two_languages(word: str, state: OrderState) -> None:
    assert read({Field.STATE: word}).state == state


def test_an_order_that_was_cancelled_is_cancelled_whatever_its_state() -> None:
    facts = read({Field.STATE: "paid", Field.CANCELLED: "2026-01-08"})

    assert (facts.state, facts.happened_at) == (OrderState.CANCELLED, datetime(2026, 1, 8, 12, tzinfo=UTC))


def test_an_open_order_is_not_paid() -> None:
    row = {Field.PLACED: "2026-01-05", Field.PAID: "", Field.STATE: "pending"}

    assert read(row).paid_at is None


def test_what_came_back_is_a_refund() -> None:
    assert read({Field.REFUNDED: "4.00"}).refunds == (RefundFacts("total-400", NOON, 400),)
    assert read({Field.STATE: "refunded"}).refunds == (RefundFacts("total-1000", NOON, 1000),)
    assert read({Field.REFUNDED: "0"}).refunds == ()


def test_guests_and_members() -> None:
    guest = read({Field.EMAIL: "ada@example.com", Field.FIRST_NAME: "Ada"}, are_members=False).customer

    assert guest == CustomerFacts("shop", "ada", "ada@example.com", "Ada", has_account=False)


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({Field.ORDER: ""}, "order_missing", "order"),
        ({Field.ORDER: "9" * 201}, "text_too_long", "order"),
        ({Field.CUSTOMER: ""}, "customer_missing", "customer"),
        ({Field.EMAIL: "ada@" + "x" * 10_000}, "email_impossible", "email"),
        ({Field.EMAIL: "ada"}, "email_impossible", "email"),
        ({Field.PAID: ""}, "date_missing", "paid"),
        ({Field.PAID: "2026-02-30"}, "date_impossible", "paid"),
        ({Field.PAID: "2027-01-01"}, "date_future", "paid"),
        ({Field.TOTAL: ""}, "amount_missing", "total"),
        ({Field.TOTAL: "-1.00"}, "amount_negative", "total"),
        ({Field.TOTAL: "9" * 20}, "amount_absurd", "total"),
        ({Field.CURRENCY: "QQQ"}, "currency_unknown", "currency"),
        ({Field.STATE: "perhaps"}, "state_unknown", "state"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_row_is_a_problem_with_a_sentence(row: dict[Field, str], code: str, field: str) -> None:
    with pytest.raises(RowProblem) as caught:
        read(row)

    assert (caught.value.code, caught.value.field) == (code, field)
    assert len(caught.value.seen) <= 80
    assert sentence(code, caught.value.seen).endswith(".")


def test_every_problem_has_a_sentence() -> None:
    assert all(str(text) for text in SENTENCES.values())
