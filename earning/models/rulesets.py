"""Campaigns, and all that counts as it stood between two edits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Overlap(models.TextChoices):
    BEST = "best", _("The campaign that gives most counts alone")
    MULTIPLY = "multiply", _("Multiplies what other campaigns give")


class Campaign(models.Model):
    """For a time rules give more: `multiplier` times as many points, and `extra_points` once for each order.

    It counts for orders placed from `starts_at` until before `ends_at`. No `rule_ids` are all rules about orders, no
    `store_ids` all stores and none.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    multiplier = models.DecimalField(max_digits=7, decimal_places=3, default=1, db_default=1)
    extra_points = models.PositiveBigIntegerField(default=0, db_default=0)
    rule_ids = models.JSONField(default=list, db_default=[])
    store_ids = models.JSONField(default=list, db_default=[])
    overlap = models.CharField(max_length=8, choices=Overlap, default=Overlap.BEST, db_default=Overlap.BEST)
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="campaign_of_merchant"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="campaign_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(multiplier__gte=0), name="campaign_takes_nothing"),
        ]
        indexes = [models.Index(fields=["merchant", "starts_at", "id"], name="campaigns_by_start")]

    def __str__(self) -> str:
        return self.name


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
