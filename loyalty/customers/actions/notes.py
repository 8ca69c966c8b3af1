"""What the team writes down about customers."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import Customer, CustomerNote
from loyalty.errors import Refused
from loyalty.team.models import User

MOST_CHARACTERS = 5000


class EmptyNote(Refused):
    code = "empty_note"
    message = _("Write something first.")


def add_note(customer: Customer, *, text: str, by: User | None, at: datetime) -> CustomerNote:
    """A note that only the team sees. Refused as `EmptyNote` without a word in it."""
    if not text.strip():
        raise EmptyNote
    return CustomerNote.objects.create(
        merchant_id=customer.merchant_id,
        customer=customer,
        author=by,
        text=text.strip()[:MOST_CHARACTERS],
        written_at=at,
    )
