"""Where an order was placed, spelled in one way."""

from typing import NamedTuple

from loyalty.customers.mapping import language_code

LONGEST_CHANNEL = 40
COUNTRY_LETTERS = 2


class Place(NamedTuple):
    """What is not known is empty. `country` is an ISO 3166 code, `locale` such as `sv` or `pt-BR`."""

    channel: str
    country: str
    locale: str


def place_of(*, channel: str, country: str, locale: str) -> Place:
    """What a shop says of the place; a country or language that there cannot be is none."""
    code = country.strip().upper()
    is_country = len(code) == COUNTRY_LETTERS and code.isascii() and code.isalpha()
    words = " ".join(channel.split())
    return Place(words[:LONGEST_CHANNEL], code if is_country else "", language_code(locale))
