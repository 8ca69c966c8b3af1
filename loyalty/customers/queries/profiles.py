"""Who customers are, as plain values that can be kept beside what changed them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from loyalty.customers.models import Customer, CustomerIdentity, CustomerTag

TEXTS = ("first_name", "last_name", "language", "state")


def profiles_of(customer_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Names, language, state, joining, tags and outside ids of each customer: three statements for any number."""
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for customer_id, tag in CustomerTag.objects.filter(customer__in=customer_ids).values_list(
        "customer", "tag"
    ):
        tags[customer_id].append(tag)
    names: defaultdict[int, list[list[str]]] = defaultdict(list)
    for identity in CustomerIdentity.objects.filter(customer__in=customer_ids):
        names[identity.customer_id].append([identity.source, identity.external_id])
    return {
        customer.pk: {
            **{field: getattr(customer, field) for field in TEXTS},
            "joined_at": customer.joined_at.isoformat() if customer.joined_at else None,
            "tags": sorted(tags[customer.pk]),
            "ids": sorted(names[customer.pk]),
        }
        for customer in Customer.objects.filter(pk__in=customer_ids)
    }
