"""What an app says of the customers that it knows."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from loyalty.customers.actions import ensure_customers
from loyalty.customers.models import CustomerIdentity
from loyalty.customers.queries import find_customers
from loyalty.customers.snapshots import CustomerFacts
from loyalty.flows.customers import customer_joined
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers
from loyalty.points.actions import open_accounts


class Linked(NamedTuple):
    """How the app knows a customer; whether it did before."""

    identity: CustomerIdentity
    is_new: bool


@transaction.atomic
def identity_linked(facts: CustomerFacts, *, merchant: Merchant, at: datetime) -> Linked:
    """The app's name for a customer, by id or else by address. A stranger joins: the app has an account.

    A name that is known keeps its customer, whatever is said of the address. Twice is once.
    """
    known = CustomerIdentity.objects.filter(source=facts.source, external_id=facts.external_id)
    if earlier := known.first():
        return Linked(earlier, is_new=False)
    (found,) = find_customers([facts], merchant_id=merchant.pk)
    if found.customer_id is None:
        customer_joined(facts, merchant=merchant, at=at)
    else:
        _link(facts, merchant=merchant, at=at)
    return Linked(known.get(), is_new=True)


def _link(facts: CustomerFacts, *, merchant: Merchant, at: datetime) -> None:
    """Says who it is and no more: a guest whom an app knows is a guest yet."""
    guest = CustomerFacts(
        facts.source, facts.external_id, facts.email, facts.first_name, facts.last_name, has_account=False
    )
    ensured = ensure_customers([guest], merchant_id=merchant.pk, at=at)
    open_accounts(ensured.new_ids, merchant_id=merchant.pk)
    announce_customers(ensured.changed_ids, merchant_id=merchant.pk, at=at)
