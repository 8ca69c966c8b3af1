"""The names that other systems know customers by."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.customers.models.customers import Customer
from loyalty.merchants.models import Merchant


class CustomerIdentity(models.Model):
    """How one source (a shop, a review tool, an import) names the customer."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="identities", db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "source", "external_id"], name="identity_known_once")
        ]
        indexes = [
            models.Index(fields=["merchant", "customer"], name="identities_of_customer"),
            models.Index(fields=["merchant", "external_id"], name="identities_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
