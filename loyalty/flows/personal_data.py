"""All that is known of one customer, for whoever asks for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict

from loyalty.customers.models import Customer
from loyalty.orders.models import Refund
from loyalty.points.queries import history
from vip.models import TierMove

PROFILE = (
    "email",
    "first_name",
    "last_name",
    "state",
    "joined_at",
    "birthday",
    "language",
    "created_at",
    "updated_at",
)
INTERNAL = ("id", "merchant", "customer", "internal_note", "actor", "author", "explanation", "ruleset")


def personal_data_of(customer: Customer) -> Mapping[str, Any]:
    """Everything about the customer and what they did, as JSON can hold it; what the team thinks of them included."""
    orders = customer.orders.order_by("pk")
    return {
        "customer": {"id": customer.pk, **{name: getattr(customer, name) for name in PROFILE}},
        "other_addresses": [one.email for one in customer.merged.order_by("pk") if one.email],
        "identities": _rows(customer.identities.order_by("pk")),
        "tags": sorted(customer.tags.values_list("tag", flat=True)),
        "notes": _rows(customer.notes.order_by("pk")),
        "points": model_to_dict(customer.account, ["balance", "pending", "lifetime"]),
        "points_transactions": _rows(history(customer).order_by("pk")),
        "orders": _rows(orders),
        "refunds": _rows(Refund.objects.filter(order__in=orders).order_by("pk")),
        "activities": _rows(customer.activities.order_by("pk")),
        "coupons": _rows(customer.coupons.order_by("pk")),
        "tier_moves": [
            {
                "tier": str(move.transition.to_tier or ""),
                "moved_at": move.moved_at,
                "cause": move.transition.cause,
            }
            for move in TierMove.objects.filter(customer=customer)
            .select_related("transition__to_tier")
            .order_by("pk")
        ],
    }


def _rows(found: Iterable[Model]) -> list[dict[str, Any]]:
    """The rows with the columns that are about the customer."""
    return [
        {
            field.name: field.value_from_object(row)
            for field in row._meta.concrete_fields
            if field.name not in INTERNAL
        }
        for row in found
    ]
