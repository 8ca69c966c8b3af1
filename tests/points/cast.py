"""What the ledger's tests post, and how they post it at the same time."""

from dataclasses import replace
from typing import Any

from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.points.actions import Posting
from loyalty.points.models import Kind, PointsAccount, PointsTransaction
from loyalty.points.queries import find_differences
from tests.cast import MONDAY, make_customer, make_merchant

GIFT = Posting(
    customer_id=0,
    key="gift",
    kind=Kind.ADJUST,
    points=100,
    description="A gift",
    source="test",
    occurred_at=MONDAY,
)


def make_ada() -> Customer:
    """Ada, who shops with Olive and has no points yet."""
    return make_customer(make_merchant())


def make_posting(customer: Customer, **terms: Any) -> Posting:
    """100 points given to the customer by hand, under the key `gift`, unless said otherwise."""
    return replace(GIFT, **{"customer_id": customer.pk, **terms})


def sums(customer: Customer) -> tuple[int, int, int]:
    """The customer's balance, pending and lifetime points, as stored."""
    with scope(merchant=customer.merchant):
        account = PointsAccount.objects.get(customer=customer)
    return account.balance, account.pending, account.lifetime


def entries(customer: Customer) -> list[tuple[str, int, int]]:
    """Key, points and balance after of each of the customer's entries, oldest first."""
    with scope(merchant=customer.merchant):
        found = PointsTransaction.objects.filter(customer=customer).order_by("id")
        return list(found.values_list("key", "points", "balance_after"))


def differences() -> list[str]:
    """What `verify_ledger` would name: the last part of each line."""
    return [str(found).partition(": ")[2] for found in find_differences()]
