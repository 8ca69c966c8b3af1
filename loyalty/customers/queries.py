"""Finding customers."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q

from loyalty.customers.mapping import email_key
from loyalty.customers.models import WORDS, Customer, CustomerIdentity, CustomerQuerySet
from loyalty.customers.snapshots import CustomerFacts

LONGEST_SEARCH = 200
LONGEST_PERIOD = 4
MOST_MATCHES = 1000


def seen_since(customers: CustomerQuerySet, days: str, *, at: datetime) -> CustomerQuerySet:
    """Those first seen in the last so many days; what is no number changes nothing."""
    if not (days.isascii() and days.isdigit() and len(days) <= LONGEST_PERIOD):
        return customers
    return customers.filter(created_at__gte=at - timedelta(days=int(days)))


def matching(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    """Customers with every word of `text` at the start of a name, an e-mail that begins so, or exactly this outside id.

    Each of the three is an index scan that stops at `MOST_MATCHES`; nothing in `text` is read as an operator.
    """
    asked = text[:LONGEST_SEARCH].replace("\x00", "").strip()
    if not asked:
        return customers
    everyone: CustomerQuerySet = Customer.objects.all()
    mailed = everyone.filter(email_key__startswith=unicodedata.normalize("NFKC", asked).casefold()).values("pk")
    known = CustomerIdentity.objects.filter(external_id=asked).values("customer")
    named = _named(everyone, asked).values("pk")
    return customers.filter(pk__in=mailed[:MOST_MATCHES].union(known, named[:MOST_MATCHES]))


def _named(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    words = re.findall(r"\w+", text)
    if not words:
        return customers.none()
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return customers.alias(words=WORDS).filter(words=query)


def find_customers(facts: Sequence[CustomerFacts], *, merchant_id: int) -> list[int | None]:
    """The ids of those already known, in the order asked: by the source's own id first, else by e-mail."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            [
                [fact.source for fact in facts],
                [fact.external_id for fact in facts],
                [email_key(fact.email) for fact in facts],
                merchant_id,
                merchant_id,
            ],
        )
        return [customer_id for (customer_id,) in cursor.fetchall()]


_FIND = """
SELECT coalesce(identity.customer_id, customer.id)
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS asked (source, external_id, email_key, position)
LEFT JOIN customers_customeridentity identity
    ON identity.merchant_id = %s AND identity.source = asked.source
    AND identity.external_id = asked.external_id AND asked.external_id <> ''
LEFT JOIN customers_customer customer
    ON customer.merchant_id = %s AND customer.email_key = asked.email_key
ORDER BY asked.position
"""
