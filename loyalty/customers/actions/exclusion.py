"""Keeping a customer out of the programme, and letting them back in."""

from datetime import datetime

from django.db import transaction

from loyalty.customers.models import Customer, CustomerState


@transaction.atomic
def exclude(customer: Customer, *, at: datetime) -> CustomerState:
    """The customer neither earns nor redeems from now on. Their state before comes back."""
    return _move(_locked(customer), CustomerState.DISABLED, at=at)


@transaction.atomic
def include(customer: Customer, *, at: datetime) -> CustomerState:
    """An excluded customer is again what they were: a member if they ever joined, else a guest.

    Anybody else stays as they are. Their state before comes back.
    """
    locked = _locked(customer)
    if locked.state != CustomerState.DISABLED:
        return CustomerState(locked.state)
    Customer.objects.filter(pk=locked.pk).update(returned_at=at)
    return _move(locked, CustomerState.MEMBER if locked.joined_at else CustomerState.CANDIDATE, at=at)


def _locked(customer: Customer) -> Customer:
    # Lock the customer: somebody who joins at this moment must not be brought back as a guest.
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def _move(locked: Customer, state: CustomerState, *, at: datetime) -> CustomerState:
    before = CustomerState(locked.state)
    if before != state:
        Customer.objects.filter(pk=locked.pk).update(state=state, updated_at=at)
    return before
