"""One customer's invitation of a friend."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant


class ReferralState(models.TextChoices):
    PENDING = "pending", _("Pending")
    COMPLETED = "completed", _("Completed")
    BLOCKED = "blocked", _("Blocked")
    CANCELLED = "cancelled", _("Cancelled")


class Referral(models.Model):
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    advocate = models.ForeignKey(
        Customer, models.PROTECT, related_name="referrals", db_constraint=False, db_index=False
    )
    friend_email_key = models.CharField(max_length=254)
    state = models.CharField(max_length=9, choices=ReferralState, default=ReferralState.PENDING)
    claimed_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["merchant", "advocate", "id"], name="referrals_of_advocate")]

    def __str__(self) -> str:
        return f"{self.advocate_id} → {self.friend_email_key}"
