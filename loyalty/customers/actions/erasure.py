"""Forgetting who a customer was."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import (
    Customer,
    CustomerIdentity,
    CustomerImportRow,
    CustomerNote,
    CustomerState,
    CustomerTag,
)
from loyalty.errors import Refused


class CustomerGone(Refused):
    code = "customer_gone"
    message = _("This customer was erased or merged into another, which cannot be undone.")


@transaction.atomic
def lock_present(customer: Customer) -> Customer:
    """The customer, locked. Refused as `CustomerGone` if they were erased or merged."""
    # No key is changed, and whoever posts to the account meanwhile points at the key while they hold the account.
    people = Customer.objects.select_for_update(of=("self",), no_key=True).select_related("merchant")
    locked = people.get(pk=customer.pk)
    if locked.erased_at or locked.merged_into_id:
        raise CustomerGone
    return locked


def erase_profile(customer: Customer, *, at: datetime) -> list[str]:
    """Nothing is left of who the customer was, or of those who were merged into them, but rows for the sums.

    The addresses that are forgotten come back, for whoever keeps them elsewhere.
    """
    people = Customer.objects.filter(pk=customer.pk) | Customer.objects.filter(merged_into=customer.pk)
    ids = list(people.values_list("pk", flat=True))
    addresses = [address for address in people.values_list("email", flat=True) if address]
    CustomerIdentity.objects.filter(customer__in=ids).delete()
    CustomerTag.objects.filter(customer__in=ids).delete()
    CustomerNote.objects.filter(customer__in=ids).delete()
    CustomerImportRow.objects.filter(customer__in=ids).update(person="", seen="", before=None, after=None)
    for address in addresses:
        unknown = CustomerImportRow.objects.filter(customer=None)
        unknown.filter(Q(person__icontains=address) | Q(seen__icontains=address)).update(person="", seen="")
    Customer.objects.filter(pk__in=ids).update(
        email="",
        email_key=None,
        first_name="",
        last_name="",
        birthday=None,
        birthday_changed_at=None,
        language="",
        state=CustomerState.DISABLED,
        erased_at=at,
        updated_at=at,
    )
    return addresses
