"""Taking back what a file said of who customers are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from loyalty.customers.models import Customer, CustomerIdentity, CustomerTag
from loyalty.customers.queries.profiles import TEXTS, profiles_of


def add_tags(tags: Mapping[int, Sequence[str]], *, merchant_id: int) -> None:
    """Each of these customers has these tags too, as `tag_key` spells them. One statement."""
    CustomerTag.objects.bulk_create(
        [
            CustomerTag(merchant_id=merchant_id, customer_id=customer_id, tag=tag)
            for customer_id, added in tags.items()
            for tag in dict.fromkeys(added)
        ],
        ignore_conflicts=True,
    )


def take_back(customer_id: int, *, before: Mapping[str, Any], after: Mapping[str, Any], at: datetime) -> None:
    """What stands as `after` has it is as `before` again; what was changed since stays."""
    now = profiles_of([customer_id]).get(customer_id)
    if now is None:
        return
    changes = {
        field: before[field]
        for field in (*TEXTS, "joined_at")
        if field in after and now[field] == after[field]
    }
    if changes.get("state") and "joined_at" in after and "joined_at" not in changes:
        del changes["state"]
    if changes.get("joined_at"):
        changes["joined_at"] = datetime.fromisoformat(changes["joined_at"])
    if changes:
        Customer.objects.filter(pk=customer_id).update(**changes, updated_at=at)
    added = set(after.get("tags", ())) - set(before.get("tags", ()))
    CustomerTag.objects.filter(customer=customer_id, tag__in=added).delete()
    for source, external_id in after.get("ids", ()):
        if [source, external_id] not in before.get("ids", ()):
            CustomerIdentity.objects.filter(
                customer=customer_id, source=source, external_id=external_id
            ).delete()
