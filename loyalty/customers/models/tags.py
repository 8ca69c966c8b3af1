"""What a merchant sorts customers by."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.customers.mapping.names import LONGEST_TAG
from loyalty.customers.models.customers import Customer
from loyalty.merchants.models import Merchant


class CustomerTag(models.Model):
    """A customer has a tag. `tag` is as `tag_key` spells it.

    Rows and not an array on the customer: an index over arrays cannot begin with the merchant, so that a common word
    would find everybody's customers, and naming the tags in use would read all customers instead of a few leaves.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="tags", db_constraint=False, db_index=False
    )
    tag = models.CharField(max_length=LONGEST_TAG)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "tag", "customer"], name="customer_tagged_once")
        ]
        indexes = [models.Index(fields=["merchant", "customer", "tag"], name="tags_of_customer")]

    def __str__(self) -> str:
        return self.tag
