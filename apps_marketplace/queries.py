"""What is installed, and what it brings."""

from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.models import Installation, InstallationState
from earning.catalogue import EarningAction
from loyalty.merchants.models import Merchant


def actions_of_installed_apps(merchant: Merchant) -> tuple[EarningAction, ...]:
    """What rules can be about as long as these apps are connected, app by app."""
    installed = Installation.objects.filter(merchant=merchant, state=InstallationState.CONNECTED)
    slugs = installed.order_by("app").values_list("app", flat=True)
    return tuple(action for slug in slugs if slug in CONNECTORS for action in CONNECTORS[slug].actions)
