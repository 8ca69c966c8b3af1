"""All that counts, as it stood between two edits."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Ruleset(models.Model):
    """All active rules and the programme's arithmetic, as they stood between two edits. The newest is in force."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    content = models.JSONField()
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "id"], name="ruleset_of_merchant")]

    def __str__(self) -> str:
        return f"ruleset {self.pk}"
