"""Customers who are seen for the first time, or of whom something new is said."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from loyalty.customers.actions.statements import ARRIVE, LEARN, LOCK
from loyalty.customers.mapping import email_key
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import find_customers, said_columns
from loyalty.customers.snapshots import CustomerFacts
from loyalty.database.arrays import array_of

Person = tuple[str, ...]


class Ensured(NamedTuple):
    """`ids` in the order asked; `new_ids` were made, of `changed_ids` something was learned."""

    ids: list[int]
    new_ids: list[int]
    changed_ids: list[int]


def ensure_customers(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> Ensured:
    """Every customer asked for, made where unknown: a member if the shop has an account, else a guest.

    What was blank is filled in: the source's id, the address if it is free, the names, the language; an account makes a
    member of a guest. What was known stays. An impossible address is refused.
    """
    found = find_customers(facts, merchant_id=merchant_id)
    if not any(one.customer_id is None or one.has_news for one in found):
        return Ensured([one.customer_id for one in found if one.customer_id is not None], [], [])
    with transaction.atomic():
        # Lock arrivals, not customers: two messages about one stranger must not make two customers.
        _rows(LOCK, {"merchant": merchant_id})
        return _arrive(facts, merchant_id=merchant_id, at=at)


def _arrive(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> Ensured:
    found = find_customers(facts, merchant_id=merchant_id)
    person_of = _persons(facts)
    strangers: dict[Person, list[CustomerFacts]] = {}
    for fact, person, one in zip(facts, person_of, found, strict=True):
        if one.customer_id is None:
            strangers.setdefault(person, []).append(fact)
    arrived = [_merged(said) for said in strangers.values()]
    new_ids = _insert(arrived, merchant_id=merchant_id, at=at)
    made = dict(zip(strangers, new_ids, strict=True))
    ids = [one.customer_id or made[person] for one, person in zip(found, person_of, strict=True)]
    # A stranger is written with one outside id; another of theirs is learned like any news.
    written = {_name(fact) for fact in arrived}
    news = [
        (customer_id, fact)
        for customer_id, fact, one in zip(ids, facts, found, strict=True)
        if one.has_news or (one.customer_id is None and _name(fact) not in written)
    ]
    return Ensured(ids, new_ids, _learn(news, merchant_id=merchant_id, at=at))


def _persons(facts: Sequence[CustomerFacts]) -> list[Person]:
    """What makes two facts of a batch the same person: the e-mail if either says it, else the source's id."""
    email_of = {_name(fact): fact.email for fact in facts if fact.external_id and fact.email}
    return [_person(fact, fact.email or email_of.get(_name(fact), "")) for fact in facts]


def _person(fact: CustomerFacts, email: str) -> Person:
    return (email_key(email) or "",) if email else _name(fact)


def _name(fact: CustomerFacts) -> tuple[str, str]:
    return (fact.source, fact.external_id)


def _merged(facts: Sequence[CustomerFacts]) -> CustomerFacts:
    """What several facts say of one person. Of two answers the first counts, and the older account."""
    source, external_id = next((_name(fact) for fact in facts if fact.external_id), (facts[0].source, ""))
    created = [fact.account_created_at for fact in facts if fact.account_created_at]
    return CustomerFacts(
        source=source,
        external_id=external_id,
        email=_first(fact.email for fact in facts),
        first_name=_first(fact.first_name for fact in facts),
        last_name=_first(fact.last_name for fact in facts),
        has_account=any(fact.has_account for fact in facts),
        account_created_at=min(created, default=None),
        language=_first(fact.language for fact in facts),
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _insert(facts: Sequence[CustomerFacts], *, merchant_id: int, at: datetime) -> list[int]:
    if not facts:
        return []
    states = [CustomerState.MEMBER if fact.has_account else CustomerState.CANDIDATE for fact in facts]
    joined = [(fact.account_created_at or at) if fact.has_account else None for fact in facts]
    said = {"states": array_of(states), "joined": array_of(joined), **said_columns(facts)}
    return _rows(ARRIVE, {"merchant": merchant_id, "at": at, **said})


def _learn(news: Sequence[tuple[int, CustomerFacts]], *, merchant_id: int, at: datetime) -> list[int]:
    if not news:
        return []
    said: dict[int, list[CustomerFacts]] = {}
    for customer_id, fact in news:
        said.setdefault(customer_id, []).append(fact)
    names = {
        "linked_ids": array_of(customer_id for customer_id, _fact in news),
        "linked_sources": array_of(fact.source for _id, fact in news),
        "linked_external_ids": array_of(fact.external_id for _id, fact in news),
    }
    merged = said_columns([_merged(facts) for facts in said.values()])
    return _rows(LEARN, {"merchant": merchant_id, "at": at, "ids": array_of(said), **names, **merged})


def _rows(statement: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [number for (number,) in cursor.fetchall()]
