"""How a file is laid out, and how its columns are taken."""

import pytest

from loyalty.files.mapping.layouts import WHITESPACE, NoColumns, TooManyColumns, find_layout
from loyalty.files.snapshots import DateOrder
from loyalty.orders.mapping.columns import guess_columns
from loyalty.orders.mapping.readings import guess_reading
from loyalty.orders.snapshots import Decimals, Field

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Cancelled at,"
    "Refunded Amount,Id"
)
WOOCOMMERCE = (
    "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),"
    "Order Subtotal Amount,Cart Discount Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,"
    "Order Total Tax Amount"
)
WEBTOFFEE = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,tax_total,cart_discount,order_total,"
    "order_subtotal,order_currency,customer_id,customer_email,billing_first_name,billing_last_name"
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_rows_agree_on(delimiter: str) -> None:
    sample = f"order{delimiter}name{delimiter}paid\n1{delimiter}Ek\u002c Ida{delimiter}2026-01-05\n".replace(
        "Ek, Ida", '"Ek, Ida"'
    )

    layout = find_layout(sample)

    assert (layout.delimiter, layout.header) == (delimiter, ("order", "name", "paid"))
    assert layout.rows == [["1", "Ek, Ida", "2026-01-05"]]


def test_white_space_parts_columns_where_nothing_else_does() -> None:
    layout = find_layout(
        " customer_id  date cds  dollars\n 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n"
    )

    assert layout.delimiter == WHITESPACE
    assert layout.rows[1] == ["00002", "19970112", "1", "12.00"]


def test_decimal_commas_do_not_look_like_columns() -> None:
    layout = find_layout("order;amount;tax\n1;10,00;2,50\n2;20,00;5,00\n")

    assert layout.delimiter == ";"


def test_what_stands_before_the_orders_is_skipped() -> None:
    assert find_layout("\n\nsep=;\norder;amount\n1;2\n").skipped_lines == 4
    assert find_layout("order;amount\n1;2\n").skipped_lines == 1


def test_columns_without_names_are_numbered() -> None:
    layout = find_layout("1001,2026-01-05,10.00\n1002,2026-01-06,11.00\n")

    assert (layout.skipped_lines, layout.header) == (0, ("Column 1", "Column 2", "Column 3"))


def test_a_text_without_columns_is_refused() -> None:
    with pytest.raises(NoColumns):
        find_layout("hello\nworld\n")


def test_a_file_of_a_thousand_columns_is_refused() -> None:
    with pytest.raises(TooManyColumns, match="300 columns"):
        find_layout(",".join(f"name {n}" for n in range(1000)))


def test_an_export_of_shopify_is_known() -> None:
    guess = guess_columns(SHOPIFY.split(","))

    assert guess.source == "shopify"
    assert {field: SHOPIFY.split(",")[place] for field, place in guess.columns.items()} == {
        Field.ORDER: "Id",
        Field.NUMBER: "Name",
        Field.EMAIL: "Email",
        Field.STATE: "Financial Status",
        Field.PLACED: "Created at",
        Field.PAID: "Paid at",
        Field.CANCELLED: "Cancelled at",
        Field.PAID_GOODS: "Subtotal",
        Field.DISCOUNT: "Discount Amount",
        Field.SHIPPING: "Shipping",
        Field.TAX: "Taxes",
        Field.REFUNDED: "Refunded Amount",
        Field.CURRENCY: "Currency",
    }


@pytest.mark.parametrize("header", [WOOCOMMERCE, WEBTOFFEE])
def test_exports_of_woocommerce_are_known(header: str) -> None:
    guess = guess_columns(header.split(","))
    named = {field: header.split(",")[place] for field, place in guess.columns.items()}

    assert guess.source == "woocommerce"
    assert named[Field.GOODS] in ("Order Subtotal Amount", "order_subtotal")
    assert named[Field.DISCOUNT] in ("Cart Discount Amount", "cart_discount")
    assert named[Field.EMAIL] in ("Email (Billing)", "customer_email")
    assert named[Field.PLACED] in ("Order Date", "order_date")
    assert Field.TOTAL not in named


def test_swedish_names_are_known() -> None:
    header = [
        "Ordernummer",
        "Kundnr",
        "E-post",
        "Förnamn",
        "Efternamn",
        "Orderdatum",
        "Belopp",
        "Moms",
        "Valuta",
    ]

    columns = guess_columns(header).columns

    assert [columns[field] for field in (Field.ORDER, Field.CUSTOMER, Field.EMAIL, Field.PLACED, Field.TOTAL)] == [
        0, 1, 2, 5, 6,
    ]  # fmt: skip


def test_no_column_is_taken_twice() -> None:
    columns = guess_columns(["Order Number", "Customer", "Date", "Total", "Amount"]).columns

    assert len(set(columns.values())) == len(columns)


def test_decimal_sign_and_date_order_are_read_off_the_first_rows() -> None:
    american = guess_reading(
        "order,date,amount\n1,12/31/2026,1.50\n2,01/02/2027,9.00\n", currency="USD", timezone="UTC"
    )
    swedish = guess_reading("order;datum;belopp\n1;31/12/2026;1 000,50\n", currency="SEK", timezone="UTC")

    assert (american.date_order, american.decimals) == (DateOrder.MONTH_FIRST, Decimals.POINT)
    assert (swedish.date_order, swedish.decimals) == (DateOrder.DAY_FIRST, Decimals.COMMA)


def test_a_reading_survives_being_stored() -> None:
    reading = guess_reading("order,date,amount\n1,12/31/2026,1.50\n", currency="USD", timezone="UTC")

    assert type(reading).from_json(reading.as_json()) == reading
