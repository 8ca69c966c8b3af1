"""What can be wrong with a row, each with a sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.orders.snapshots import Field

SENTENCES: dict[str, Promise | str] = {
    "order_missing": _("The row has no order id. Fill it in, or delete the row."),
    "order_repeated": _(
        "This order stands in the file already, on line %(seen)s. Keep one row for each order."
    ),
    "customer_missing": _("The row names no customer. Fill in the customer id or the e-mail address."),
    "email_impossible": _(
        "This is not an e-mail address: it needs a name, an @ and a domain, at most 254 characters."
    ),
    "date_missing": _("The row has no date. Fill in when the order was placed or paid."),
    "date_unreadable": _("This date cannot be read. Write it as 2026-12-31 or 2026-12-31 23:59."),
    "date_impossible": _("This date does not exist. Correct it, or check whether day or month comes first."),
    "date_future": _("This date has not come yet. Correct the year, or leave the order for a later file."),
    "amount_missing": _("The row has no amount. Fill in what the goods cost, 0 included."),
    "amount_unreadable": _("This is not an amount. Write it as digits, and check the decimal sign."),
    "amount_negative": _(
        "An amount cannot be below zero. Give what came back in a column of its own, Refunded."
    ),
    "amount_absurd": _("This amount is above ten trillion. Correct it, and check the decimal sign."),
    "amount_too_fine": _("This amount has more decimals than the currency. Round it in the file."),
    "currency_unknown": _("There is no such currency. Write its three letters, as in EUR or SEK."),
    "state_unknown": _("This state is not known. Write paid, open, cancelled or refunded."),
    "text_too_long": _(
        "This text is too long: at most 200 characters for ids, 100 for names, 60 for numbers."
    ),
    "text_damaged": _("The row holds a character that is no text. Export the file again, or delete the row."),
    "row_too_wide": _(
        "The row has more columns than the header. Put quotation marks around texts with the separator."
    ),
    "quote_open": _(
        "A quotation mark opens here and is not closed; the rows up to line %(seen)s are left out. Close it."
    ),
    "order_refused": _("The order was refused: %(seen)s"),
}


def sentence(code: str, seen: str) -> str:
    """What is wrong and what to do, in the active language."""
    return str(SENTENCES[code]) % {"seen": seen}


def field_label(field: str) -> str:
    """What the field is called, or nothing if the whole row is meant."""
    return str(Field(field).label) if field else ""
