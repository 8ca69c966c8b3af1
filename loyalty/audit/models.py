"""Who changed what, from where, before and after. Rows cannot be altered."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class AuditEvent(models.Model):
    """`door` is the page or address of the API that it came through, blank where nobody asked; `address` is whose.

    `caller` is the key or app that asked; then there is no `actor`.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    door = models.CharField(max_length=80, blank=True, db_default="")
    address = models.GenericIPAddressField(null=True)
    caller = models.CharField(max_length=100, blank=True, db_default="")

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "subject", "subject_id", "id"], name="audit_of_subject"),
            models.Index(fields=["merchant", "id"], name="audit_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id}"
