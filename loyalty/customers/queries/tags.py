"""Which customers have a tag, and which tags there are."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from loyalty.customers.mapping import tag_key
from loyalty.customers.models import CustomerQuerySet, CustomerTag
from loyalty.database.arrays import array_of

MOST_CHOICES = 100


def tagged(customers: CustomerQuerySet, tag: str) -> CustomerQuerySet:
    """Those who have the tag; nothing asked for changes nothing."""
    key = tag_key(tag)
    return (
        customers.filter(pk__in=CustomerTag.objects.filter(tag=key).values("customer")) if key else customers
    )


def tags_of(customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, frozenset[str]]:
    """The tags of each of these customers who has any: one statement for any number of them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_TAGS, [merchant_id, array_of(customer_ids)])
        for customer_id, tag in cursor.fetchall():
            found[customer_id].add(tag)
    return {customer_id: frozenset(tags) for customer_id, tags in found.items()}


def tags_in_use(merchant_id: int) -> list[str]:
    """The merchant's tags in order, at most `MOST_CHOICES`. Reads one leaf for each, however many customers have it."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE, {"merchant": merchant_id, "most": MOST_CHOICES})
        return [tag for (tag,) in cursor.fetchall()]


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_TAGS = """
SELECT tagged.customer_id, tagged.tag
FROM (SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked
JOIN customers_customertag tagged ON tagged.merchant_id = asked.merchant_id AND tagged.customer_id = asked.id
"""
_IN_USE = """
WITH RECURSIVE used AS (
    SELECT min(tag) AS tag FROM customers_customertag WHERE merchant_id = %(merchant)s
    UNION ALL
    SELECT (
        SELECT min(tag) FROM customers_customertag WHERE merchant_id = %(merchant)s AND tag > used.tag
    )
    FROM used WHERE used.tag IS NOT NULL
)
SELECT tag FROM used WHERE tag IS NOT NULL LIMIT %(most)s
"""
