"""Customers that a merchant wants to find again: criteria under a name."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

LONGEST_SEGMENT_NAME = 60


class Segment(models.Model):
    """`criteria` is what `loyalty.customers.queries.criteria` reads, by the names of the filters.

    `ready_made` is the code of one that every merchant begins with, and blank for the merchant's own.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    name = models.CharField(max_length=LONGEST_SEGMENT_NAME)
    criteria = models.JSONField(default=dict)
    ready_made = models.CharField(max_length=20, blank=True)
    updated_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="segment_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "name"], name="segment_named_once"),
        ]

    def __str__(self) -> str:
        return self.name
