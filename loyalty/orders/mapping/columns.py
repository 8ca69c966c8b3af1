"""Guessing which column is what, by what English and Swedish shops call it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from loyalty.orders.mapping.words import plain_word
from loyalty.orders.snapshots import AMOUNTS, Field

# The first word of a field that is found wins.
WORDS: Mapping[Field, tuple[str, ...]] = {
    Field.ORDER: ("order id", "orderid", "order", "id", "order number", "order nr", "order no", "ordernummer", "ordernr",
                  "order_id", "orderns id", "receipt", "kvitto", "transaction id"),
    Field.NUMBER: ("order number", "order name", "number", "order nr", "order no", "ordernummer", "ordernr", "nummer"),
    Field.CUSTOMER: ("customer id", "customerid", "customer", "customer user", "customer user id", "user id", "customer number",
                     "kund id", "kundid", "kundnummer", "kundnr", "kund"),
    Field.EMAIL: ("email", "e mail", "customer email", "email billing", "billing email", "email address", "e mail address",
                  "e post", "epost", "e postadress", "epostadress", "mejl", "mail"),
    Field.FIRST_NAME: ("first name", "firstname", "first name billing", "billing first name", "given name", "förnamn"),
    Field.LAST_NAME: ("last name", "lastname", "last name billing", "billing last name", "surname", "family name", "efternamn"),
    Field.PLACED: ("placed at", "created at", "order date", "date", "order created", "date created", "placed on", "placed",
                   "beställd", "orderdatum", "datum", "skapad", "lagd", "köpdatum", "purchase date", "invoice date"),
    Field.PAID: ("paid at", "paid date", "date paid", "payment date", "paid on", "paid", "betald", "betaldatum", "betalningsdatum",
                 "betald den"),
    Field.CANCELLED: ("cancelled at", "canceled at", "cancelled on", "date cancelled", "avbruten", "makulerad", "annullerad"),
    Field.CHANGED: ("updated at", "date modified", "modified at", "last changed", "modified date", "senast ändrad", "ändrad"),
    Field.STATE: ("financial status", "order status", "status", "state", "payment status", "orderstatus", "betalstatus", "tillstånd"),
    Field.PAID_GOODS: ("net goods", "goods after discount", "goods after discounts", "n revenue", "net sales", "varor efter rabatt",
                       "nettoförsäljning"),
    Field.GOODS: ("goods", "subtotal", "order subtotal", "order subtotal amount", "sub total", "delsumma", "varor", "varuvärde"),
    Field.TOTAL: ("total", "amount", "order total", "order total amount", "total amount", "total paid", "order amount", "price",
                  "dollar value", "revenue", "sum", "value", "summa", "belopp", "totalt", "totalsumma", "ordersumma", "ordervärde"),
    Field.DISCOUNT: ("discount amount", "discount", "discounts", "cart discount", "cart discount amount", "discount total",
                     "total discount", "rabatt", "rabatter", "rabattbelopp"),
    Field.SHIPPING: ("shipping", "shipping total", "order shipping", "order shipping amount", "shipping cost", "shipping amount",
                     "frakt", "fraktkostnad", "leverans"),
    Field.TAX: ("taxes", "tax", "tax total", "order total tax", "order total tax amount", "total tax", "vat", "moms", "skatt"),
    Field.REFUNDED: ("refunded amount", "refunded", "order refund amount", "refund amount", "refund", "refunds", "total refunded",
                     "återbetalt", "återbetald", "återbetalning", "returer"),
    Field.CURRENCY: ("currency", "order currency", "currency code", "valuta", "valutakod"),
}  # fmt: skip


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
