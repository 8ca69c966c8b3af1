"""How the ids in conditions are called."""

from collections.abc import Iterable

from earning.conditions import Condition, Stores, Tiers, Words
from loyalty.merchants.models import Store
from vip.models import Tier


def words_for(conditions: Iterable[Condition], *, currency: str) -> Words:
    """The words that these conditions need; one query where one names stores, one where one names tiers."""
    asked = list(conditions)
    ids = {int(value) for condition in asked if isinstance(condition, Stores) for value in condition.values}
    stores = dict(Store.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    names_tiers = any(isinstance(condition, Tiers) for condition in asked)
    tiers = dict(Tier.objects.values_list("pk", "name")) if names_tiers else {}
    return Words(currency, stores, {str(pk): name for pk, name in tiers.items()})
