"""What the team writes down about customers."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.customers.models.customers import Customer
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class CustomerNote(models.Model):
    """A note that only the team sees; it goes when the customer is erased."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="notes", db_constraint=False, db_index=False
    )
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()
    written_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["merchant", "customer", "id"], name="notes_of_customer")]

    def __str__(self) -> str:
        return self.text
