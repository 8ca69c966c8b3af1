"""Campaigns, and what each of them added to orders."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order


class Overlap(models.TextChoices):
    BEST = "best", _("The campaign that gives most counts alone")
    MULTIPLY = "multiply", _("Multiplies what other campaigns give")


class Campaign(models.Model):
    """For a time rules give more: `multiplier` times as many points, and `extra_points` once for each order.

    It counts for orders placed from `starts_at` until before `ends_at`. No `rule_ids` are all rules about orders, no
    `store_ids` all stores and none. Once the orders it counts for have `budget_points` more by it, it adds nothing.
    `version` counts its edits. `form_key` came with the page on which it was made: a form that is sent twice makes one.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    multiplier = models.DecimalField(max_digits=7, decimal_places=3, default=1, db_default=1)
    extra_points = models.PositiveBigIntegerField(default=0, db_default=0)
    rule_ids = models.JSONField(default=list, db_default=[])
    store_ids = models.JSONField(default=list, db_default=[])
    budget_points = models.PositiveBigIntegerField(null=True)
    overlap = models.CharField(max_length=8, choices=Overlap, default=Overlap.BEST, db_default=Overlap.BEST)
    is_active = models.BooleanField(default=True, db_default=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    form_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="campaign_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "form_key"], name="campaign_created_once"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="campaign_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(multiplier__gte=0), name="campaign_takes_nothing"),
            models.CheckConstraint(
                condition=Q(budget_points__isnull=True) | Q(budget_points__gte=1, multiplier__gte=1),
                name="campaign_budget_is_for_giving",
            ),
        ]
        indexes = [models.Index(fields=["merchant", "starts_at", "id"], name="campaigns_by_start")]

    def __str__(self) -> str:
        return self.name


class CampaignBonus(models.Model):
    """How many points more an order earns by a campaign, as it stands now; below zero where it earns less."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="bonuses", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    points = models.BigIntegerField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "campaign", "order"], include=["points"], name="one_bonus_per_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.points} by {self.campaign_id}"
