"""Customers who are seen for the first time."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from loyalty.customers.mapping import email_key
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import find_customers
from loyalty.customers.snapshots import CustomerFacts


class Ensured(NamedTuple):
    """`ids` in the order asked; `new_ids` those that were made."""

    ids: list[int]
    new_ids: list[int]


def ensure_customers(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> Ensured:
    """Every customer asked for, made where unknown: a member if the shop has an account, else a guest.

    An e-mail address that is known brings the source's id to that customer. An impossible address is refused.
    """
    found = find_customers(facts, merchant_id=merchant_id)
    if None not in found:
        return Ensured([customer_id for customer_id in found if customer_id is not None], [])
    with transaction.atomic():
        # Lock arrivals, not customers: two messages about one stranger must not make two customers.
        _lock_arrivals(merchant_id)
        return _make_missing(facts, merchant_id=merchant_id, at=at)


def link_identity(customer_id: int, *, facts: CustomerFacts, merchant_id: int) -> None:
    """The customer is known to the source by this id from now on; an id that is taken stays where it is."""
    if facts.external_id:
        with connection.cursor() as cursor:
            cursor.execute(_LINK, [merchant_id, customer_id, facts.source, facts.external_id])


def _lock_arrivals(merchant_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('customers arrive', %s))", [merchant_id]
        )


def _make_missing(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> Ensured:
    found = find_customers(facts, merchant_id=merchant_id)
    person_of = _persons(facts)
    missing: dict[tuple[str, ...], CustomerFacts] = {}
    for fact, person, customer_id in zip(facts, person_of, found, strict=True):
        if customer_id is None:
            missing.setdefault(person, fact)
    made = dict(zip(missing, _insert(list(missing.values()), merchant_id=merchant_id, at=at), strict=True))
    ids = [made[person] if known is None else known for person, known in zip(person_of, found, strict=True)]
    return Ensured(ids, list(made.values()))


def _persons(facts: Sequence[CustomerFacts]) -> list[tuple[str, ...]]:
    """What makes two facts of a batch the same person: the e-mail if either says it, else the source's id."""
    email_of = {
        (fact.source, fact.external_id): fact.email for fact in facts if fact.external_id and fact.email
    }
    return [_person(fact, fact.email or email_of.get((fact.source, fact.external_id), "")) for fact in facts]


def _person(fact: CustomerFacts, email: str) -> tuple[str, ...]:
    return (email_key(email) or "",) if email else (fact.source, fact.external_id)


def _insert(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> list[int]:
    if not facts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "merchant": merchant_id,
                "at": at,
                "sources": [fact.source for fact in facts],
                "external_ids": [fact.external_id for fact in facts],
                "emails": [fact.email.strip() for fact in facts],
                "email_keys": [email_key(fact.email) for fact in facts],
                "first_names": [fact.first_name for fact in facts],
                "last_names": [fact.last_name for fact in facts],
                "states": [
                    CustomerState.MEMBER if fact.has_account else CustomerState.CANDIDATE for fact in facts
                ],
                "joined": [(fact.account_created_at or at) if fact.has_account else None for fact in facts],
            },
        )
        return [customer_id for (customer_id,) in cursor.fetchall()]


_INSERT = """
WITH arrived AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('customers_customer', 'id')) AS id, asked.*
    FROM unnest(
        %(sources)s::text[], %(external_ids)s::text[], %(emails)s::text[], %(email_keys)s::text[],
        %(first_names)s::text[], %(last_names)s::text[], %(states)s::text[], %(joined)s::timestamptz[]
    ) WITH ORDINALITY AS asked (
        source, external_id, email, email_key, first_name, last_name, state, joined_at, position
    )
),
customer AS (
    INSERT INTO customers_customer
        (id, merchant_id, email, email_key, first_name, last_name, state, joined_at, created_at, updated_at)
    SELECT id, %(merchant)s, email, email_key, first_name, last_name, state, joined_at, %(at)s, %(at)s
    FROM arrived
),
identity AS (
    INSERT INTO customers_customeridentity (merchant_id, customer_id, source, external_id)
    SELECT %(merchant)s, id, source, external_id FROM arrived WHERE external_id <> ''
    ON CONFLICT (merchant_id, source, external_id) DO NOTHING
)
SELECT id FROM arrived ORDER BY position
"""
_LINK = """
INSERT INTO customers_customeridentity (merchant_id, customer_id, source, external_id)
VALUES (%s, %s, %s, %s) ON CONFLICT (merchant_id, source, external_id) DO NOTHING
"""
