"""Customers who may be one person with two addresses."""

from typing import NamedTuple

from django.db import connection

from loyalty.customers.models import Customer

MOST_GROUPS = 100


class Suspects(NamedTuple):
    """Customers whose addresses differ in plus tags, dots or trailing digits alone, the one known longest first."""

    address: str
    customers: list[Customer]

    @property
    def name(self) -> str:
        """What they are called; for some without any name, the address that they share."""
        return next((one.name for one in self.customers if one.name), self.address)


def suspected_duplicates(merchant_id: int) -> list[Suspects]:
    """At most `MOST_GROUPS`, those of whom most is known first. Whoever has another name is left out.

    One statement that reads every customer once, and one for those it found.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, {"merchant": merchant_id, "most": MOST_GROUPS})
        groups = cursor.fetchall()
    ids = [customer_id for _address, found in groups for customer_id in found]
    customers = Customer.objects.select_related("account").in_bulk(ids)
    return [Suspects(address, [customers[one] for one in found]) for address, found in groups]


# The name parts a group; somebody without a name belongs to whoever has that address.
_SIMILAR = """
WITH known AS MATERIALIZED (
    SELECT id, lower(btrim(first_name || ' ' || last_name)) AS name,
        regexp_replace(replace(split_part(split_part(email_key, '@', 1), '+', 1), '.', ''), '[0-9]+$', '')
            || '@' || split_part(email_key, '@', 2) AS address
    FROM customers_customer
    WHERE merchant_id = %(merchant)s AND email_key IS NOT NULL AND merged_into_id IS NULL AND erased_at IS NULL
), shared AS (
    SELECT address FROM known GROUP BY address HAVING count(*) > 1
), named AS (
    SELECT known.id, known.address, coalesce(nullif(known.name, ''), max(known.name) OVER (
        PARTITION BY known.address
    )) AS name
    FROM known JOIN shared USING (address) WHERE known.address NOT LIKE '@%%'
)
SELECT address, array_agg(id ORDER BY id) AS ids
FROM named GROUP BY address, name HAVING count(*) > 1
ORDER BY count(*) DESC, min(id) LIMIT %(most)s
"""
