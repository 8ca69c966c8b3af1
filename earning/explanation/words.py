"""How the ids in conditions are called."""

from collections.abc import Iterable

from earning.conditions import Condition, Stores, Words
from loyalty.merchants.models import Store


def words_for(conditions: Iterable[Condition], *, currency: str) -> Words:
    """The words that these conditions need; one query where one names stores."""
    ids = {
        int(value) for condition in conditions if isinstance(condition, Stores) for value in condition.values
    }
    stores = dict(Store.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return Words(currency, stores)
