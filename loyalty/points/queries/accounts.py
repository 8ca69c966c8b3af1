"""What customers have, and how they came by it."""

from django.db.models import QuerySet, Sum

from loyalty.customers.models import Customer
from loyalty.points.models import PointsAccount, PointsTransaction


def balance_of(customer: Customer) -> int:
    """Points the customer can spend; below zero when in debt, 0 before anything was posted."""
    accounts = PointsAccount.objects.filter(merchant_id=customer.merchant_id, customer=customer)
    return accounts.values_list("balance", flat=True).first() or 0


def history(customer: Customer) -> "QuerySet[PointsTransaction]":
    """The customer's entries and those of whoever was merged into them, newest first. Pages go by `id`."""
    people = [customer.pk, *customer.merged.values_list("pk", flat=True)]
    entries = PointsTransaction.objects.filter(merchant_id=customer.merchant_id, customer__in=people)
    return entries.order_by("-id")


def outstanding(merchant_id: int) -> int:
    """Points that all customers together have to spend, debts subtracted."""
    accounts = PointsAccount.objects.filter(merchant_id=merchant_id)
    return int(accounts.aggregate(total=Sum("balance"))["total"] or 0)
