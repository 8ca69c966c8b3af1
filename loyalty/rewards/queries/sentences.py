"""Rewards and coupons in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.rewards.models import Exchange, RewardType
from loyalty.ui.formats import format_money, format_points


class Worth(Protocol):
    """What a reward, its terms and a coupon have in common."""

    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def value_cents(self) -> int | None: ...
    @property
    def percent(self) -> int | None: ...
    @property
    def ceiling_cents(self) -> int | None: ...
    @property
    def product(self) -> str: ...


class Priced(Protocol):
    """A reward or its terms."""

    @property
    def exchange(self) -> str: ...
    @property
    def points(self) -> int | None: ...
    @property
    def step(self) -> int | None: ...
    @property
    def step_value_cents(self) -> int | None: ...
    @property
    def points_min(self) -> int | None: ...
    @property
    def points_max(self) -> int | None: ...


class Conditioned(Protocol):
    """A reward or its terms, as far as they limit it."""

    @property
    def min_order_cents(self) -> int: ...
    @property
    def products(self) -> list[str]: ...
    @property
    def categories(self) -> list[str]: ...
    @property
    def currencies(self) -> list[str]: ...
    @property
    def expires_days(self) -> int | None: ...
    @property
    def limit_per_customer(self) -> int | None: ...
    @property
    def limit_total(self) -> int | None: ...


def worth_text(worth: Worth, *, currency: str) -> str:
    """What it is worth, as “€5.00 off”."""
    amount = format_money(worth.value_cents, currency) if worth.value_cents else ""
    ceiling = format_money(worth.ceiling_cents, currency) if worth.ceiling_cents else ""
    texts = {
        RewardType.AMOUNT_OFF: _("%(amount)s off") % {"amount": amount} if amount else _("money off"),
        RewardType.PERCENTAGE_OFF: _("%(percent)d%% off") % {"percent": worth.percent or 0},
        RewardType.FREE_SHIPPING: _("free shipping up to %(amount)s") % {"amount": ceiling}
        if ceiling
        else _("free shipping"),
        RewardType.FREE_PRODUCT: _("free: %(product)s") % {"product": worth.product},
        RewardType.GIFT_CARD: _("a gift card of %(amount)s") % {"amount": amount}
        if amount
        else _("a gift card"),
        RewardType.CUSTOM: worth.name,
    }
    return texts[RewardType(worth.type)]


def price_text(reward: Priced, *, currency: str) -> str:
    """What it costs, as “500 points” or “€1.00 for every 100 points”; empty where it is only given."""
    if reward.exchange == Exchange.FIXED:
        return points_text(reward.points or 0)
    if reward.exchange != Exchange.VARIABLE:
        return ""
    return _("%(amount)s for every %(points)s") % {
        "amount": format_money(reward.step_value_cents or 0, currency),
        "points": points_text(reward.step or 0),
    }


def points_text(points: int) -> str:
    """A number of points with its word."""
    return ngettext("%(points)s point", "%(points)s points", points) % {"points": format_points(points)}


def range_text(reward: Priced) -> str:
    """How many points can be spent at once, where customers choose."""
    least = points_text(reward.points_min or 0)
    if reward.points_max is None:
        return _("At least %(least)s at once") % {"least": least}
    return _("From %(least)s to %(most)s at once") % {"least": least, "most": points_text(reward.points_max)}


def condition_texts(
    reward: Conditioned, *, currency: str, tiers: Sequence[str] = (), stores: Sequence[str] = ()
) -> list[str]:
    """Each thing that limits the reward, as a line of its own."""
    return [text for text in _conditions(reward, currency, tiers, stores) if text]


def _conditions(
    reward: Conditioned, currency: str, tiers: Sequence[str], stores: Sequence[str]
) -> Iterator[str]:
    if reward.min_order_cents:
        yield _("Orders from %(amount)s") % {"amount": format_money(reward.min_order_cents, currency)}
    lists: Mapping[str, Sequence[str]] = {
        _("Only products: %(names)s"): reward.products,
        _("Only categories: %(names)s"): reward.categories,
        _("Only stores: %(names)s"): stores,
        _("Only orders in %(names)s"): reward.currencies,
        _("Only VIP tiers: %(names)s"): tiers,
    }
    yield from (text % {"names": ", ".join(names)} for text, names in lists.items() if names)
    yield _days(reward.expires_days)
    yield _times(reward.limit_per_customer, _("%(times)s for each customer"))
    yield _times(reward.limit_total, _("%(times)s in all"))


def _days(days: int | None) -> str:
    if days is None:
        return _("Coupons stay valid without end")
    return ngettext("Coupons are valid for %(days)s day", "Coupons are valid for %(days)s days", days) % {
        "days": format_points(days)
    }


def _times(times: int | None, text: str) -> str:
    if times is None:
        return ""
    count = ngettext("At most %(times)s time", "At most %(times)s times", times)
    return text % {"times": count % {"times": format_points(times)}}
