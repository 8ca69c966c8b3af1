"""Guessing which column is what, by what English and Swedish shops call it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loyalty.files.mapping.words import plain_word
from loyalty.orders.snapshots import AMOUNTS, Field


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


# The first word of a field that is found wins.
WORDS: Mapping[Field, tuple[str, ...]] = {
    Field.ORDER: _words(
        "order id, orderid, order, id, order number, order nr, order no, ordernummer, ordernr, order_id, "
        "orderns id, receipt, kvitto, transaction id"
    ),
    Field.NUMBER: _words(
        "order number, order name, number, order nr, order no, ordernummer, ordernr, nummer"
    ),
    Field.CUSTOMER: _words(
        "customer id, customerid, customer, customer user, customer user id, user id, customer number, "
        "kund id, kundid, kundnummer, kundnr, kund"
    ),
    Field.EMAIL: _words(
        "email, e mail, customer email, email billing, billing email, email address, e mail address, e "
        "post, epost, e postadress, epostadress, mejl, mail"
    ),
    Field.FIRST_NAME: _words(
        "first name, firstname, first name billing, billing first name, given name, förnamn"
    ),
    Field.LAST_NAME: _words(
        "last name, lastname, last name billing, billing last name, surname, family name, efternamn"
    ),
    Field.PLACED: _words(
        "placed at, created at, order date, date, order created, date created, placed on, placed, "
        "beställd, orderdatum, datum, skapad, lagd, köpdatum, purchase date, invoice date"
    ),
    Field.PAID: _words(
        "paid at, paid date, date paid, payment date, paid on, paid, betald, betaldatum, betalningsdatum, "
        "betald den"
    ),
    Field.CANCELLED: _words(
        "cancelled at, canceled at, cancelled on, date cancelled, avbruten, makulerad, annullerad"
    ),
    Field.CHANGED: _words(
        "updated at, date modified, modified at, last changed, modified date, senast ändrad, ändrad"
    ),
    Field.STATE: _words(
        "financial status, order status, status, state, payment status, orderstatus, betalstatus, tillstånd"
    ),
    Field.PAID_GOODS: _words(
        "net goods, goods after discount, goods after discounts, n revenue, net sales, varor efter "
        "rabatt, nettoförsäljning"
    ),
    Field.GOODS: _words(
        "goods, subtotal, order subtotal, order subtotal amount, sub total, delsumma, varor, varuvärde"
    ),
    Field.TOTAL: _words(
        "total, amount, order total, order total amount, total amount, total paid, order amount, price, "
        "dollar value, revenue, sum, value, summa, belopp, totalt, totalsumma, ordersumma, ordervärde"
    ),
    Field.DISCOUNT: _words(
        "discount amount, discount, discounts, cart discount, cart discount amount, discount total, total "
        "discount, rabatt, rabatter, rabattbelopp"
    ),
    Field.SHIPPING: _words(
        "shipping, shipping total, order shipping, order shipping amount, shipping cost, shipping amount, "
        "frakt, fraktkostnad, leverans"
    ),
    Field.TAX: _words(
        "taxes, tax, tax total, order total tax, order total tax amount, total tax, vat, moms, skatt"
    ),
    Field.REFUNDED: _words(
        "refunded amount, refunded, order refund amount, refund amount, refund, refunds, total refunded, "
        "återbetalt, återbetald, återbetalning, returer"
    ),
    Field.CURRENCY: _words("currency, order currency, currency code, valuta, valutakod"),
}


class Preset(NamedTuple):
    """How one shop system names what would be guessed wrong by words alone."""

    source: str
    known_by: frozenset[str]
    columns: Mapping[Field, str]


# Shopify's subtotal is what is left after discounts, and its name is the order's number. Rows after an order's first
# lack its id, so the number tells that they go on with it.
PRESETS = (
    Preset(
        "shopify",
        frozenset({"name", "financial status", "lineitem quantity"}),
        {
            Field.ORDER: "id",
            Field.NUMBER: "name",
            Field.PAID_GOODS: "subtotal",
            Field.PLACED: "created at",
            Field.STATE: "financial status",
        },
    ),
    Preset("woocommerce", frozenset({"order status", "cart discount amount"}), {Field.ORDER: "order number"}),
    Preset("woocommerce", frozenset({"status", "cart discount", "order subtotal"}), {}),
)


class Guess(NamedTuple):
    """`source` is the shop system whose export this looks like; nothing if it could be any."""

    columns: dict[Field, int]
    source: str


def guess_columns(header: Sequence[str]) -> Guess:
    """The column of each field that the header gives a name to; no column twice, and one amount only."""
    places = {plain_word(name): place for place, name in reversed(list(enumerate(header)))}
    preset = next(
        (preset for preset in PRESETS if preset.known_by <= set(places)), Preset("", frozenset(), {})
    )
    columns = {field: places[word] for field, word in preset.columns.items() if word in places}
    for field, words in WORDS.items():
        place = next(
            (places[word] for word in words if word in places and places[word] not in columns.values()), None
        )
        if field not in columns and place is not None:
            columns[field] = place
    return Guess(_with_one_amount(columns), preset.source)


def _with_one_amount(columns: dict[Field, int]) -> dict[Field, int]:
    best = next((field for field in AMOUNTS if field in columns), None)
    return {field: place for field, place in columns.items() if field not in AMOUNTS or field == best}
