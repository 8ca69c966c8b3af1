"""What a merchant promises for invitations, and what makes one suspicious."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Reward

LONGEST_DAYS = 365
MOST_POINTS = 10**9
NETWORK_DAYS = 7
BLOCKING_SCORE = 100


class ReferralProgram(models.Model):
    """The advocate gets points or a coupon once the friend has bought for `min_order_cents`; the friend a coupon.

    `signal_scores` are the scores that differ from a signal's own; together `blocking_score` blocks. `texts` holds
    what is shared in each language.
    """

    merchant = models.OneToOneField(
        Merchant, models.CASCADE, primary_key=True, related_name="referral_program"
    )
    is_on = models.BooleanField(_("referrals"), default=False)
    advocate_points = models.PositiveIntegerField(
        _("points for the advocate"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    advocate_reward = models.ForeignKey(
        Reward, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    friend_reward = models.ForeignKey(
        Reward, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    min_order_cents = models.PositiveBigIntegerField(_("minimum order"), default=0)
    qualifying_days = models.PositiveSmallIntegerField(
        _("days the friend has to order"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)],
    )
    is_first_order_only = models.BooleanField(_("first order only"), default=False)
    network_limit = models.PositiveSmallIntegerField(
        _("claims from one network"), default=10, validators=[MinValueValidator(1)]
    )
    signal_scores = models.JSONField(default=dict, blank=True)
    blocking_score = models.PositiveSmallIntegerField(
        _("score that blocks"), default=BLOCKING_SCORE, validators=[MinValueValidator(1)]
    )
    landing_url = models.URLField(_("landing page"), blank=True)
    remember_days = models.PositiveSmallIntegerField(
        _("days a visit is remembered"), default=30, validators=[MaxValueValidator(LONGEST_DAYS)]
    )
    texts = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(advocate_points__isnull=True) | Q(advocate_reward__isnull=True),
                name="referral_gives_points_or_a_reward",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False)
                | Q(advocate_points__gte=1, advocate_points__lte=MOST_POINTS)
                | Q(advocate_reward__isnull=False),
                name="referral_gives_the_advocate_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.merchant_id)
