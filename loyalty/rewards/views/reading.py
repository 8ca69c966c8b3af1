"""How a reward reads to people, saved or still being typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loyalty.errors import Refused
from loyalty.merchants.models import Merchant, Store
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.actions.rewards import checked
from loyalty.rewards.forms import RewardForm, Way
from loyalty.rewards.models import Exchange, Reward
from loyalty.rewards.queries import condition_texts, price_text, range_text, worth_text
from vip.models import Tier


@dataclass(frozen=True, slots=True)
class Reading:
    """`price` is empty where the reward is only given; `range` where it has one price."""

    worth: str
    price: str
    range: str
    is_slider: bool
    conditions: list[str]


def reading_of(said: RewardTerms | Reward, *, merchant: Merchant) -> Reading:
    """What the page says about a reward or its terms."""
    is_slider = said.exchange == Exchange.VARIABLE
    tiers = dict(tiers_of(merchant))
    stores = dict(Store.objects.filter(pk__in=said.store_ids).values_list("pk", "name"))
    return Reading(
        worth=worth_text(said, currency=merchant.currency),
        price=price_text(said, currency=merchant.currency),
        range=range_text(said) if is_slider else "",
        is_slider=is_slider,
        conditions=condition_texts(
            said,
            currency=merchant.currency,
            tiers=[tiers[pk] for pk in said.tier_ids if pk in tiers],
            stores=list(stores.values()),
        ),
    )


def reading_typed(typed: Mapping[str, Any], *, way: Way, merchant: Merchant) -> Reading | None:
    """The same of what is being typed; None while it makes no reward yet."""
    form = RewardForm(typed, merchant=merchant, way=way, tiers=tiers_of(merchant))
    if not form.is_valid():
        return None
    try:
        return reading_of(checked(form.terms), merchant=merchant)
    except Refused:
        return None


def tiers_of(merchant: Merchant) -> Sequence[tuple[int, str]]:
    """The merchant's tiers as a choice."""
    return list(Tier.objects.filter(merchant=merchant).order_by("milestone").values_list("pk", "name"))


def add_refusal(form: RewardForm, refusal: Refused) -> None:
    """Say it at its field."""
    field = refusal.details.get("field")
    form.add_error(field if field in form.fields else None, str(refusal))
