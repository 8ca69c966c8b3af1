"""What an order sets in motion, saved row by row as one would at first: a sample of a file, one line of JSON.

Words: the file, how many orders.
"""

import csv
import json
import sys
import time
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import ready  # noqa: F401 -- comes before the product
from django.db import connection, transaction
from django.utils.timezone import now
from django_scopes import scope

from earning.models import Award, Rule, Ruleset, RuleVersion, Settlement
from loyalty.customers.models import Customer, CustomerIdentity, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order, OrderState
from loyalty.outbox.models import Fact
from loyalty.points.models import Kind, PointsAccount, PointsTransaction

file, orders = Path(sys.argv[1]), int(sys.argv[2])
merchant = Merchant.objects.get(name="CDNOW")
connection.ensure_connection()


@transaction.atomic
def save(row: dict[str, str], rule: Rule, version: RuleVersion, ruleset: Ruleset) -> None:
    paid_at, cents = datetime.fromisoformat(row["paid at"]), int(Decimal(row["amount"]) * 100)
    customer = find_or_make(row["customer id"], paid_at)
    order, _is_new = Order.objects.get_or_create(
        merchant=merchant,
        source="import",
        external_id=row["order id"],
        defaults={
            "customer": customer, "state": OrderState.PAID, "state_at": paid_at, "placed_at": paid_at,
            "paid_at": paid_at, "currency": row["currency"], "amounts_at": paid_at, "goods_cents": cents,
        },
    )  # fmt: skip
    Settlement.objects.create(
        merchant=merchant, order=order, ruleset=ruleset, explanation={"net_cents": cents}, settled_at=now()
    )
    if points := cents // 100:
        award = Award.objects.create(
            merchant=merchant, customer=customer, rule=rule, rule_version=version, order=order, points=points,
            occurred_at=paid_at,
        )  # fmt: skip
        account = PointsAccount.objects.select_for_update().get(customer=customer)
        account.balance += points
        account.lifetime += points
        PointsTransaction.objects.create(
            merchant=merchant, customer=customer, key=f"award-{award.pk}-1", kind=Kind.EARN_ORDER, points=points,
            balance_after=account.balance, description=f"Order {order}", source="award", source_id=award.pk,
            occurred_at=paid_at,
        )  # fmt: skip
        account.save()
        Fact.objects.create(
            merchant=merchant, topic="customer/updated", subject_id=customer.pk, occurred_at=now()
        )


def find_or_make(name: str, at: datetime) -> Customer:
    known = (
        CustomerIdentity.objects.filter(source="import", external_id=name).select_related("customer").first()
    )
    if known:
        return known.customer
    customer = Customer.objects.create(
        merchant=merchant, state=CustomerState.MEMBER, joined_at=at, created_at=now(), updated_at=now()
    )
    CustomerIdentity.objects.create(merchant=merchant, customer=customer, source="import", external_id=name)
    PointsAccount.objects.create(merchant=merchant, customer=customer)
    return customer


with scope(merchant=merchant), file.open() as opened:
    rule, version, ruleset = Rule.objects.get(), RuleVersion.objects.get(), Ruleset.objects.latest("pk")
    began = time.perf_counter()
    for row in islice(csv.DictReader(opened), orders):
        save(row, rule, version, ruleset)
    print(json.dumps({"seconds": time.perf_counter() - began}))
