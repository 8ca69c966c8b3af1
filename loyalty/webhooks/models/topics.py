"""What an endpoint can be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """Named as the resource of the REST API and what happened to it. The label is what a merchant reads."""

    CUSTOMER_UPDATED = "customer/updated", _("A customer was added or changed, points and tier included")
    POINTS_EXPIRING = "points/expiring", _("A customer's points will expire soon")
    POINTS_CREATED = "points_transaction/created", _("Points were earned, spent, taken back or adjusted")
    COUPON_CREATED = "reward_fulfillment/created", _("A customer got a reward")
    COUPON_UPDATED = "reward_fulfillment/updated", _("A reward was used, cancelled or expired")
    TIER_CHANGED = "vip_tier_change/created", _("A customer moved to another VIP tier")
    REFERRAL_UPDATED = "referral/updated", _("An invitation was claimed, completed, blocked or cancelled")
    INSTALLATION_UPDATED = "installation/updated", _("An app was installed, paused or removed")
    PING = "ping", _("Test message")


# As the choice of topics shows them. Everybody can be pinged.
GROUPS = (
    (_("Customers"), (Topic.CUSTOMER_UPDATED, Topic.TIER_CHANGED)),
    (_("Points"), (Topic.POINTS_CREATED, Topic.POINTS_EXPIRING)),
    (_("Rewards"), (Topic.COUPON_CREATED, Topic.COUPON_UPDATED)),
    (_("Referrals"), (Topic.REFERRAL_UPDATED,)),
    (_("Apps"), (Topic.INSTALLATION_UPDATED,)),
)
