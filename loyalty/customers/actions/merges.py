"""Two customers who are one: whom other systems mean by either."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.actions.erasure import CustomerGone
from loyalty.customers.models import Customer, CustomerIdentity, CustomerNote, CustomerState, CustomerTag
from loyalty.errors import Refused

BLANKS = ("first_name", "last_name", "language")


class SameCustomer(Refused):
    code = "same_customer"
    message = _("This is the same customer. Choose somebody else.")


class ExcludedCustomer(Refused):
    code = "merge_with_excluded"
    message = _("One of the two is excluded from the programme. Bring them back first, or exclude both.")


@transaction.atomic
def lock_both(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """The two, locked in the order of their ids, as everybody does who locks several.

    Refused as `SameCustomer`, as `CustomerGone`, and as `ExcludedCustomer` where one of them is excluded.
    """
    if one.pk == other.pk:
        raise SameCustomer
    people = Customer.objects.select_for_update(of=("self",), no_key=True).select_related("merchant")
    locked = {customer.pk: customer for customer in people.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    first, second = locked[one.pk], locked[other.pk]
    if any(customer.erased_at or customer.merged_into_id for customer in (first, second)):
        raise CustomerGone
    if (first.state == CustomerState.DISABLED) != (second.state == CustomerState.DISABLED):
        raise ExcludedCustomer
    return first, second


def merge_profiles(gone: Customer, *, into: Customer, at: datetime) -> None:
    """Outside ids and tags of both, blanks filled, the older account; whoever is gone leads to whom they are now.

    Their address still finds them, and is taken over where the other has none.
    """
    CustomerIdentity.objects.filter(customer=gone).update(customer=into)
    CustomerNote.objects.filter(customer=gone).update(customer=into)
    _merge_tags(gone, into)
    Customer.objects.filter(merged_into=gone).update(merged_into=into)
    takes_address = into.email_key is None and gone.email_key is not None
    Customer.objects.filter(pk=gone.pk).update(
        state=CustomerState.DISABLED,
        merged_into=into,
        birthday=None,
        updated_at=at,
        **({"email": "", "email_key": None} if takes_address else {}),
    )
    changes = _filled(gone, into)
    if takes_address:
        changes |= {"email": gone.email, "email_key": gone.email_key}
    Customer.objects.filter(pk=into.pk).update(**changes, updated_at=at)


def _merge_tags(gone: Customer, into: Customer) -> None:
    CustomerTag.objects.bulk_create(
        [
            CustomerTag(merchant_id=into.merchant_id, customer=into, tag=tag)
            for tag in gone.tags.values_list("tag", flat=True)
        ],
        ignore_conflicts=True,
    )
    gone.tags.all().delete()


def _filled(gone: Customer, into: Customer) -> dict[str, Any]:
    changes: dict[str, Any] = {
        field: getattr(gone, field) for field in BLANKS if getattr(gone, field) and not getattr(into, field)
    }
    if into.birthday is None and gone.birthday is not None:
        changes |= {"birthday": gone.birthday, "birthday_changed_at": gone.birthday_changed_at}
    joined = [one for one in (gone.joined_at, into.joined_at) if one]
    if joined and min(joined) != into.joined_at:
        changes["joined_at"] = min(joined)
    if joined and into.state == CustomerState.CANDIDATE:
        changes["state"] = CustomerState.MEMBER
    return changes | {"created_at": min(gone.created_at, into.created_at)}
