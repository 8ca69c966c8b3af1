"""What was asked of the REST API. Neither what was sent nor what was answered is kept."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models.keys import ApiKey
from loyalty.merchants.models.merchants import Merchant


class RequestLog(models.Model):
    """`path` has no query, which may hold e-mail addresses. `source` is an app's slug, or "api" for a key."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    at = models.DateTimeField()
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField()
    milliseconds = models.PositiveIntegerField()
    request_id = models.UUIDField()
    key = models.ForeignKey(ApiKey, models.CASCADE, null=True, db_constraint=False, db_index=False)
    source = models.CharField(max_length=60)
    caller = models.CharField(max_length=100)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "id"], name="requests_in_order"),
            models.Index(fields=["merchant", "request_id"], name="requests_by_id"),
            models.Index(fields=["at"], name="requests_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"
