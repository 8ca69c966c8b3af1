"""What a customer is called, and in which language they are written to."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.customers.mapping import language_code
from loyalty.customers.models import Customer

NAMES = ("first_name", "last_name", "language")


def change_names(customer: Customer, *, names: Mapping[str, str], at: datetime) -> list[str]:
    """The customer is called so from now on; which of `NAMES` that changes. A language that there cannot be is none."""
    wanted = {name: text.strip() for name, text in names.items()}
    if "language" in wanted:
        wanted["language"] = language_code(wanted["language"])
    # Lock the customer: what comes back must be what was changed by this and nobody else.
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    changed = [name for name, text in wanted.items() if getattr(locked, name) != text]
    if changed:
        Customer.objects.filter(pk=locked.pk).update(
            **{name: wanted[name] for name in changed}, updated_at=at
        )
    return changed
