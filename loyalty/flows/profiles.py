"""Customers whom somebody enters or describes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.actions import record
from loyalty.customers.actions import change_names, ensure_customers
from loyalty.customers.actions.names import NAMES
from loyalty.customers.models import Customer
from loyalty.customers.queries import find_customers
from loyalty.customers.snapshots import CustomerFacts
from loyalty.errors import Refused
from loyalty.flows.birthdays import birthday_set
from loyalty.flows.customers import customer_email_changed, customer_joined, customer_tagged
from loyalty.flows.standings import tiers_reviewed
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers
from loyalty.points.actions import open_accounts
from loyalty.team.models import User
from vip.models import Cause


class CustomerKnown(Refused):
    code = "customer_known"
    message = _("There is a customer with this e-mail address or id already.")


@transaction.atomic
def customer_added(facts: CustomerFacts, *, merchant: Merchant, at: datetime) -> Customer:
    """Somebody new: a member with sign-up points if they have an account, else a guest. Refused: `CustomerKnown`."""
    (found,) = find_customers([facts], merchant_id=merchant.pk)
    if found.customer_id is not None:
        raise CustomerKnown
    if facts.has_account:
        return customer_joined(facts, merchant=merchant, at=at)
    ensured = ensure_customers([facts], merchant_id=merchant.pk, at=at)
    open_accounts(ensured.ids, merchant_id=merchant.pk)
    announce_customers(ensured.ids, merchant_id=merchant.pk, at=at)
    tiers_reviewed(ensured.new_ids, merchant=merchant, cause=Cause.JOINED, happened_at=at, at=at)
    return Customer.objects.select_related("merchant").get(pk=ensured.ids[0])


@transaction.atomic
def customer_described(customer: Customer, *, said: Mapping[str, Any], by: User | None, at: datetime) -> None:
    """What is said of the customer is so: `email`, names, `language`, `birthday`, `tags`; the rest stays.

    Refuses what `change_email`, `set_birthday` and `set_tags` refuse, and then nothing of it is done.
    """
    if "email" in said:
        customer_email_changed(customer, email=said["email"], at=at)
    if "birthday" in said:
        birthday_set(customer, birthday=said["birthday"], by=by, at=at)
    if "tags" in said:
        customer_tagged(customer, tags=said["tags"], by=by, at=at)
    changed = change_names(customer, names={name: said[name] for name in NAMES if name in said}, at=at)
    if "email" in said:
        changed = ["email", *changed]
    if not changed:
        return
    record(
        "customer.described",
        subject="customer",
        subject_id=customer.pk,
        merchant_id=customer.merchant_id,
        actor=by,
        at=at,
        after={"changed": changed},
    )
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)
