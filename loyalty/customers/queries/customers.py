"""Finding customers."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models.functions import Coalesce

from loyalty.customers.mapping import email_key, language_code
from loyalty.customers.models import WORDS, Customer, CustomerIdentity, CustomerQuerySet, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.database.arrays import array_of

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
    # An address of somebody who was merged leads to whom they were merged into.
    mailed = everyone.filter(email_key__startswith=unicodedata.normalize("NFKC", asked).casefold()).values(
        found=Coalesce("merged_into", "pk")
    )
    known = CustomerIdentity.objects.filter(external_id=asked).values("customer")
    named = _named(everyone, asked).values("pk")
    return customers.filter(pk__in=mailed[:MOST_MATCHES].union(known, named[:MOST_MATCHES]))


def _named(customers: CustomerQuerySet, text: str) -> CustomerQuerySet:
    words = re.findall(r"\w+", text)
    if not words:
        return customers.none()
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return customers.alias(words=WORDS).filter(words=query)


class Found(NamedTuple):
    """A customer who is known, or None; `has_news` if the facts say something that was blank so far."""

    customer_id: int | None
    has_news: bool


def find_customers(facts: Sequence[CustomerFacts], *, merchant_id: int) -> list[Found]:
    """Those already known, in the order asked: by the source's own id first, else by e-mail."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"merchant": merchant_id, **said_columns(facts)})
        return [Found(*row) for row in cursor.fetchall()]


class Owner(NamedTuple):
    """Whose something is: whether a guest, a member or excluded, when they joined, and who they are by now if they were
    merged into somebody."""

    state: CustomerState
    joined_at: datetime | None
    merged_into_id: int | None


def hold_owners(customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, Owner]:
    """These customers as they stand, and as they stay until the transaction ends: nobody is merged meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [merchant_id, array_of(customer_ids)])
        return {pk: Owner(CustomerState(state), *rest) for pk, state, *rest in cursor.fetchall()}


def hold_customers(customer_ids: Iterable[int], *, merchant_id: int) -> None:
    """Locks these customers, in id order like everybody. They can still be pointed at, as every entry does."""
    people = Customer.objects.filter(merchant=merchant_id, pk__in=set(customer_ids)).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk"))


def said_columns(facts: Sequence[CustomerFacts]) -> dict[str, str]:
    """The facts as `SAID` takes them."""
    return {
        "sources": array_of(fact.source for fact in facts),
        "external_ids": array_of(fact.external_id for fact in facts),
        "emails": array_of(fact.email.strip() for fact in facts),
        "email_keys": array_of(email_key(fact.email) for fact in facts),
        "first_names": array_of(fact.first_name for fact in facts),
        "last_names": array_of(fact.last_name for fact in facts),
        "languages": array_of(language_code(fact.language) for fact in facts),
        "have_accounts": array_of(fact.has_account for fact in facts),
        "accounts_created": array_of(fact.account_created_at for fact in facts),
    }


# OFFSET 0 hides from the planner that the merchant is a constant. Of one whom its statistics do not know yet it
# expects a single row, and would compare everybody with everybody.
SAID = """
unnest(
    %(sources)s::text[], %(external_ids)s::text[], %(emails)s::text[], %(email_keys)s::text[],
    %(first_names)s::text[], %(last_names)s::text[], %(languages)s::text[], %(have_accounts)s::bool[],
    %(accounts_created)s::timestamptz[]
"""
SAID_COLUMNS = (
    "source, external_id, email, email_key, first_name, last_name, language, has_account, account_created_at"
)

# By the source's own id first, else by e-mail. News is whatever would fill a blank.
_FIND = f"""
SELECT customer.id, customer.id IS NOT NULL AND coalesce(
    (identity.customer_id IS NULL AND said.external_id <> '')
    OR (said.has_account AND (customer.joined_at IS NULL OR said.account_created_at < customer.joined_at))
    OR (said.email_key IS NOT NULL AND customer.email_key IS NULL)
    OR (said.first_name <> '' AND customer.first_name = '')
    OR (said.last_name <> '' AND customer.last_name = '')
    OR (said.language <> '' AND customer.language = ''), false)
FROM (
    SELECT %(merchant)s::bigint AS merchant_id, asked.*
    FROM {SAID}) WITH ORDINALITY AS asked ({SAID_COLUMNS}, position) OFFSET 0
) AS said
LEFT JOIN customers_customeridentity identity
    ON identity.merchant_id = said.merchant_id AND identity.source = said.source
    AND identity.external_id = said.external_id AND said.external_id <> ''
LEFT JOIN customers_customer same
    ON same.merchant_id = said.merchant_id AND same.email_key = said.email_key
LEFT JOIN customers_customer customer
    ON customer.merchant_id = said.merchant_id
    AND customer.id = coalesce(identity.customer_id, same.merged_into_id, same.id)
ORDER BY said.position
"""
# In id order, like everybody who locks several. Whoever waited for a merge sees what it did.
_HOLD = """
SELECT customer.id, customer.state, customer.joined_at, customer.merged_into_id
FROM (SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked
JOIN customers_customer customer USING (merchant_id, id)
ORDER BY customer.id
FOR SHARE OF customer
"""
