"""A customer's e-mail address."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.mapping import InvalidEmail, email_key
from loyalty.customers.models import Customer
from loyalty.errors import Refused


class EmailTaken(Refused):
    code = "email_taken"
    message = _("Another customer has this e-mail address.")


def change_email(customer: Customer, *, email: str, at: datetime) -> None:
    """The customer has this address from now on. Refused as `EmailTaken` if it is somebody else's (S16)."""
    key = email_key(email)
    if key is None:
        raise InvalidEmail
    try:
        with transaction.atomic():
            # An address that came with somebody who was merged into this customer is theirs to take.
            Customer.objects.filter(merged_into=customer, email_key=key).update(email="", email_key=None)
            Customer.objects.filter(pk=customer.pk).update(email=email.strip(), email_key=key, updated_at=at)
    except IntegrityError as error:
        raise EmailTaken from error
