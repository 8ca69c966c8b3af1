"""What callers were answered to a POST that they may send again."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

LONGEST_KEY = 255
LONGEST_SOURCE = 60


class Answer(models.Model):
    """The answer to what a caller sent under a key of its own, written in the transaction of what it did.

    `fingerprint` is the SHA-256 of what was asked. Until the work is done `status` is 0, which nobody else ever sees.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    source = models.CharField(max_length=LONGEST_SOURCE)
    key = models.CharField(max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0, db_default=0)
    body = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "source", "key"], name="answered_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="answers_by_age")]

    def __str__(self) -> str:
        return f"{self.source}: {self.key}"
