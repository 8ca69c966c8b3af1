"""What a caller of the REST API may do, named as Smile names it: a resource, and reading or writing it."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Scope(models.TextChoices):
    """The label is what the person reads who grants it."""

    CUSTOMER_READ = "customer:read", _("Read customers")
    CUSTOMER_WRITE = "customer:write", _("Add and change customers")
    CUSTOMER_IDENTITY_READ = "customer_identity:read", _("Read how other systems know customers")
    CUSTOMER_IDENTITY_WRITE = "customer_identity:write", _("Link customers with other systems")
    SEGMENT_READ = "segment:read", _("Read segments of customers")
    ACTIVITY_READ = "activity:read", _("Read activities and what they earned")
    ACTIVITY_WRITE = "activity:write", _("Send and revoke activities")
    ORDER_READ = "order:read", _("Read orders and what they earned")
    ORDER_WRITE = "order:write", _("Send orders and refunds")
    POINTS_TRANSACTION_READ = "points_transaction:read", _("Read changes of points")
    POINTS_TRANSACTION_WRITE = "points_transaction:write", _("Give and take points")
    POINTS_SETTINGS_READ = "points_settings:read", _("Read what points are called")
    POINTS_PRODUCT_READ = "points_product:read", _("Read ways to redeem points")
    POINTS_PRODUCT_WRITE = "points_product:write", _("Add and change ways to redeem points")
    POINTS_PURCHASE_READ = "points_purchase:read", _("Read what points were redeemed for")
    POINTS_PURCHASE_WRITE = "points_purchase:write", _("Redeem customers' points")
    REWARD_FULFILLMENT_READ = "reward_fulfillment:read", _("Read customers' rewards and their codes")
    REWARD_FULFILLMENT_WRITE = "reward_fulfillment:write", _("Cancel rewards and mark them as used")
    EARNING_RULE_READ = "earning_rule:read", _("Read ways to earn points")
    EARNING_RULE_WRITE = "earning_rule:write", _("Add and change ways to earn points")
    VIP_TIER_READ = "vip_tier:read", _("Read VIP tiers and who changed tiers")
    VIP_TIER_WRITE = "vip_tier:write", _("Change VIP tiers")
    REFERRAL_READ = "referral:read", _("Read referrals")
    REFERRAL_WRITE = "referral:write", _("Make referrals for customers")
    WEBHOOK_READ = "webhook:read", _("Read webhook endpoints and deliveries")
    WEBHOOK_WRITE = "webhook:write", _("Add and change webhook endpoints")


# In the order in which a person is asked for them.
GROUPS = (
    (_("Customers"), ("customer", "customer_identity", "segment")),
    (_("What customers do"), ("activity", "order", "referral")),
    (
        _("Points and rewards"),
        ("points_transaction", "points_purchase", "reward_fulfillment", "points_settings"),
    ),
    (_("Your programme"), ("earning_rule", "points_product", "vip_tier")),
    (_("Webhooks"), ("webhook",)),
)

# Worth points, money or the programme itself: whoever asks for one of these is looked at more closely.
PRIVILEGED = frozenset(
    {
        Scope.CUSTOMER_WRITE,
        Scope.ORDER_WRITE,
        Scope.POINTS_TRANSACTION_WRITE,
        Scope.POINTS_PRODUCT_WRITE,
        Scope.POINTS_PURCHASE_WRITE,
        Scope.REWARD_FULFILLMENT_WRITE,
        Scope.EARNING_RULE_WRITE,
        Scope.VIP_TIER_WRITE,
    }
)

# What every visitor of the shop may see, and therefore all that a key may do which stands in a page.
PUBLISHABLE = frozenset(
    {
        Scope.POINTS_SETTINGS_READ,
        Scope.POINTS_PRODUCT_READ,
        Scope.EARNING_RULE_READ,
        Scope.VIP_TIER_READ,
    }
)


def covers(granted: Collection[str], needed: str) -> bool:
    """Whether these scopes allow it. Who may write a resource may read it, too; who reads customers, their segments."""
    resource, _colon, access = needed.partition(":")
    if needed == Scope.SEGMENT_READ and covers(granted, Scope.CUSTOMER_READ):
        return True
    return needed in granted or (access == "read" and f"{resource}:write" in granted)


def grouped(scopes: Collection[str]) -> list[tuple[StrOrPromise, list[Scope]]]:
    """The known ones of these under their headings, reading before writing."""
    groups = [
        (label, [scope for name in names for scope in _scopes_of(name) if scope in scopes])
        for label, names in GROUPS
    ]
    return [(label, found) for label, found in groups if found]


def _scopes_of(resource: str) -> list[Scope]:
    return [scope for scope in Scope if scope.partition(":")[0] == resource]
