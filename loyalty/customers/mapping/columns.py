"""Guessing which column of a file of customers is what, by what it is called in English and Swedish."""

from collections.abc import Iterable, Mapping, Sequence

from loyalty.customers.snapshots import Column
from loyalty.files.mapping.words import plain_word

# The first word of a column that is found wins.
WORDS: Mapping[Column, tuple[str, ...]] = {
    Column.EMAIL: (
        "email",
        "e mail",
        "customer email",
        "email address",
        "e mail address",
        "e post",
        "epost",
        "e postadress",
        "epostadress",
        "mejl",
        "mail",
    ),
    Column.POINTS: ("points", "points balance", "balance", "point", "poäng", "saldo", "poängsaldo"),
    Column.BIRTHDAY: (
        "birthday",
        "birthdate",
        "birth date",
        "date of birth",
        "dob",
        "födelsedag",
        "födelsedatum",
    ),
    Column.TIER: ("tier", "vip tier", "vip", "vip tier name", "nivå", "vip nivå"),
    Column.CUSTOMER: (
        "customer id",
        "customerid",
        "id",
        "customer number",
        "external id",
        "kund id",
        "kundid",
        "kundnummer",
        "kundnr",
    ),
    Column.FIRST_NAME: ("first name", "firstname", "given name", "förnamn"),
    Column.LAST_NAME: ("last name", "lastname", "surname", "family name", "efternamn"),
    Column.JOINED: (
        "member since",
        "joined",
        "joined at",
        "created at",
        "account created",
        "registered",
        "medlem sedan",
        "skapad",
        "registrerad",
    ),
    Column.LANGUAGE: ("language", "locale", "språk"),
    Column.TAGS: ("tags", "tag", "taggar", "etiketter", "tagg", "etikett"),
}


def guess_columns(header: Sequence[str], wanted: Iterable[Column]) -> dict[Column, int]:
    """The place of each column that the header gives a name to; no place twice."""
    places = {plain_word(name): place for place, name in reversed(list(enumerate(header)))}
    found: dict[Column, int] = {}
    for column in wanted:
        place = next(
            (places[word] for word in WORDS[column] if word in places and places[word] not in found.values()),
            None,
        )
        if place is not None:
            found[column] = place
    return found
