"""What ways to earn look like."""

from earning.catalogue import BY_CODE
from earning.queries.catalogue import own_actions
from loyalty.merchants.models import Merchant


def icons_of(merchant: Merchant) -> dict[str, str]:
    """The icon of every action that rules can be about. Two queries."""
    return {action.code: action.icon for action in (*BY_CODE.values(), *own_actions(merchant))}
