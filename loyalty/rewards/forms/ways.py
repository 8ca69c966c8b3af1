"""The ways to redeem that a merchant can choose from."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from loyalty.rewards.models import Exchange, Reward, RewardType


@dataclass(frozen=True, slots=True)
class Way:
    """One tile of the catalogue."""

    code: str
    type: RewardType
    name: StrOrPromise
    explanation: StrOrPromise
    icon: str
    is_slider: bool = False


WAYS = (
    Way(
        "amount-off",
        RewardType.AMOUNT_OFF,
        _("Amount off"),
        _("A fixed amount off an order, for a fixed number of points."),
        "banknote",
    ),
    Way(
        "amount-off-slider",
        RewardType.AMOUNT_OFF,
        _("Amount off, of the customer’s choice"),
        _("The more points a customer spends, the more they save."),
        "banknote",
        is_slider=True,
    ),
    Way(
        "percentage-off",
        RewardType.PERCENTAGE_OFF,
        _("Percentage off"),
        _("A share off the order, whatever it comes to."),
        "percent",
    ),
    Way(
        "free-shipping",
        RewardType.FREE_SHIPPING,
        _("Free shipping"),
        _("You pay the shipping, up to a ceiling if you like."),
        "truck",
    ),
    Way(
        "free-product",
        RewardType.FREE_PRODUCT,
        _("Free product"),
        _("One product from your shop at no charge."),
        "package",
    ),
    Way(
        "gift-card",
        RewardType.GIFT_CARD,
        _("Gift card"),
        _("A gift card of your shop, worth a fixed amount."),
        "credit-card",
    ),
    Way(
        "custom",
        RewardType.CUSTOM,
        _("Something of your own"),
        _("A workshop, a tasting, early access: you hand it over, or your system does."),
        "sparkles",
    ),
)
BY_CODE = {way.code: way for way in WAYS}


def way_of(reward: Reward) -> Way:
    """The way that a reward was made as."""
    is_slider = reward.exchange == Exchange.VARIABLE and reward.type == RewardType.AMOUNT_OFF
    return next(way for way in WAYS if way.type == reward.type and way.is_slider == is_slider)
