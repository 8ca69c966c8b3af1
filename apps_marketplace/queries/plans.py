"""Which apps a plan stops, and which it lets go on."""

from collections.abc import Sequence

from apps_marketplace.models import Installation, InstallationState, Pause
from apps_marketplace.queries.apps import all_apps
from apps_marketplace.queries.installations import allows
from loyalty.merchants.models import Merchant, Plan


def working_apps(merchant: Merchant) -> Sequence[Installation]:
    """Those that were connected and are not removed, paused or not, in the order in which they came."""
    working = (InstallationState.CONNECTED, InstallationState.PAUSED)
    return list(Installation.objects.filter(merchant=merchant, state__in=working).order_by("pk"))


def stopped_by(merchant: Merchant, plan: Plan) -> Sequence[str]:
    """The names of the apps that work now and that this plan would pause."""
    return [name for name, pauses, is_allowed in _at_work(merchant, plan) if not pauses and not is_allowed]


def resumed_by(merchant: Merchant, plan: Plan) -> Sequence[str]:
    """The names of the apps that nothing but the plan has paused, and that this one would let go on."""
    found = _at_work(merchant, plan)
    return [name for name, pauses, is_allowed in found if is_allowed and set(pauses) == {Pause.PLAN}]


def _at_work(merchant: Merchant, plan: Plan) -> list[tuple[str, dict[str, str], bool]]:
    known = {app.slug: app for app in all_apps()}
    found = [(known[one.app], one.pauses) for one in working_apps(merchant) if one.app in known]
    return [(app.name, pauses, allows(plan, app)) for app, pauses in found]
