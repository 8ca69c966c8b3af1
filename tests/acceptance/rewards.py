"""The ways to redeem of a case, and the coupons by the names the case gives them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.models import Coupon, Exchange, Reward, RewardType
from tests.acceptance.conditions import cents, tiers_named

Given = Mapping[str, Any]


def set_rewards(
    known: dict[str, Reward], given: Sequence[Given], merchant: Merchant, *, at: datetime
) -> None:
    """The case has these rewards and no others from now on."""
    wanted = {reward["id"]: reward for reward in given}
    for name, reward in wanted.items():
        terms = _terms(reward, merchant.currency)
        if name in known:
            flows.reward_revised(known[name], terms=terms, by=None, at=at)
        else:
            known[name] = flows.reward_created(merchant, terms=terms, by=None, at=at)
    for name, reward_made in known.items():
        is_active = name in wanted and not wanted[name].get("disabled", False)
        flows.reward_switched(reward_made, is_active=is_active, by=None, at=at)


def coupon_named(name: str) -> Coupon:
    """`cp1` is the first that was issued."""
    return Coupon.objects.select_related("merchant").order_by("pk")[int(name.removeprefix("cp")) - 1]


def coupon_lines(coupons: Iterable[Coupon]) -> list[list[str]]:
    """Name, reward and state of each, as a case writes them."""
    numbers = {pk: f"cp{n}" for n, pk in enumerate(_all_ids(), start=1)}
    return [[numbers[coupon.pk], coupon.name, coupon.state] for coupon in coupons]


def value_of(coupon: Coupon) -> str:
    """What it is worth, as a case writes it."""
    if coupon.percent is not None:
        return f"{coupon.percent}%"
    if coupon.value_cents is None:
        return coupon.type
    digits = get_currency_precision(coupon.currency)
    return f"{Decimal(coupon.value_cents).scaleb(-digits):.{digits}f}"


def _all_ids() -> list[int]:
    return list(Coupon.objects.order_by("pk").values_list("pk", flat=True))


def _terms(given: Given, currency: str) -> RewardTerms:
    return RewardTerms(
        name=given["id"],
        expires_days=given.get("expires_days"),
        limit_per_customer=given.get("max_per_customer"),
        tier_ids=list(tiers_named(given.get("tiers", ()))),
        **_price(given, currency),
        **_worth(given, currency),
    )


def _price(given: Given, currency: str) -> dict[str, Any]:
    if given["type"] == "variable":
        return {
            "exchange": Exchange.VARIABLE,
            "step": given["step"],
            "step_value_cents": cents(given["value_per_step"], currency),
            "points_min": given.get("min", given["step"]),
            "points_max": given.get("max"),
        }
    points = given.get("points", 0)
    return {"exchange": Exchange.FIXED, "points": points} if points else {"exchange": Exchange.NONE}


def _worth(given: Given, currency: str) -> dict[str, Any]:
    value = str(given.get("value", ""))
    if value in RewardType.values:
        return {"type": RewardType(value)}
    if value.endswith("%"):
        return {"type": RewardType.PERCENTAGE_OFF, "percent": int(value.removesuffix("%"))}
    return {"type": RewardType.AMOUNT_OFF, "value_cents": cents(value, currency) if value else None}
