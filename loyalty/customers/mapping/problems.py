"""What can be said of a row of a file about customers, each with what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.customers.snapshots import Column

SENTENCES: dict[str, Promise | str] = {
    "email_missing": _("The row has no e-mail address. Fill it in, or delete the row."),
    "email_impossible": _(
        "This is not an e-mail address: it needs a name, an @ and a domain, at most 254 characters."
    ),
    "person_repeated": _(
        "This person stands in the file more than once, first on line %(seen)s. Keep one row for each person."
    ),
    "person_unknown": _("Nobody has this address. Correct it, or import the customer first."),
    "person_gone": _("This customer was erased. Delete the row."),
    "points_missing": _("The row has no points. Fill in a whole number, 0 included."),
    "points_separated": _(
        "Write points as a whole number without separators or decimals: 1000, not 1,000 or 1000.0."
    ),
    "points_unreadable": _("This is not a number of points. Write a whole number such as 250."),
    "points_absurd": _("This is more than 1,000,000,000 points. Correct it."),
    "points_below_zero": _("A balance cannot be set below zero. Write 0 or more."),
    "balance_too_low": _("That would take the balance of %(seen)s points below zero."),
    "birthday_missing": _("The row has no birthday. Write it as 1990-12-31, or 12-31 without the year."),
    "birthday_refused": _("The birthday was refused: %(seen)s"),
    "date_unreadable": _("This date cannot be read. Write it as 2026-12-31 or 2026-12-31 23:59."),
    "date_impossible": _("This date does not exist. Correct it, or check whether day or month comes first."),
    "date_future": _("This date has not come yet. Correct the year."),
    "tags_refused": _("The tags were refused: %(seen)s"),
    "tier_missing": _("The row names no tier. Write the tier's name."),
    "tier_unknown": _("No tier has this name. Write it as it stands under Program, VIP."),
    "tier_refused": _("The tier was refused: %(seen)s"),
    "already_imported": _("This row came before, in the same batch. It does not count again."),
    "text_too_long": _("This text is too long: at most 200 characters for ids, 100 for names."),
    "text_damaged": _("The row holds a character that is no text. Export the file again, or delete the row."),
    "row_too_wide": _(
        "The row has more columns than the header. Put quotation marks around texts with the separator."
    ),
    "quote_open": _(
        "A quotation mark opens here and is not closed; the rows up to line %(seen)s are left out. Close it."
    ),
}


def sentence(code: str, seen: str) -> str:
    """What is to be said, in the active language; nothing for a row of which there is nothing to say."""
    return str(SENTENCES[code]) % {"seen": seen} if code else ""


def what_stood(code: str, seen: str) -> str:
    """What stood in the cell; nothing where the sentence says it, or means something else by it."""
    return "" if "%(seen)s" in str(SENTENCES.get(code, "")) else seen


def column_label(field: str) -> str:
    """What the column is called, or nothing if the whole row is meant."""
    return str(Column(field).label) if field else ""
