"""Which apps a merchant has, and where they stand."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from apps_marketplace.models import (
    App,
    Application,
    Approval,
    Farewell,
    Installation,
    InstallationMove,
    InstallationState,
)
from apps_marketplace.queries.apps import app_of
from apps_marketplace.snapshots import AppFacts
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant, Plan
from loyalty.merchants.scopes import PRIVILEGED


class NotInstalled(Refused):
    code = "app_not_installed"
    message = _("This app is not installed.")


def installation_of(merchant: Merchant, *, app: str) -> Installation:
    """The app's installation, whatever became of it. Refuses (`NotInstalled`) an app that never was there."""
    try:
        return Installation.objects.get(merchant=merchant, app=app)
    except Installation.DoesNotExist:
        raise NotInstalled from None


def installation_for(merchant: Merchant, application: Application) -> Installation:
    """The installation of the app that this OAuth client is. Refuses (`NotInstalled`) if there is none."""
    slug = App.objects.filter(application=application).values_list("slug", flat=True).first()
    return installation_of(merchant, app=slug or "")


def moves_of(installation: Installation) -> Sequence[InstallationMove]:
    """Its whole story, newest first."""
    return list(installation.moves.select_related("actor").order_by("-number"))


def farewells_of(installation: Installation) -> Mapping[int, Farewell]:
    """What it was told when it was removed, by the number of that step."""
    return {one.number: one for one in installation.farewells.all()}


def has_worked(installation: Installation) -> bool:
    """Whether the app was connected since it was asked for, and so may hold data of the shop's."""
    since = (InstallationState.REQUESTED, InstallationState.CONNECTED)
    latest = installation.moves.filter(after__in=since).order_by("-number").values_list("after", flat=True)
    return latest.first() == InstallationState.CONNECTED


def needs_approval(app: AppFacts, *, override: str = "") -> bool:
    """Whether staff look at an install first. `override` is what they settled for this merchant, if they did."""
    policy = override or app.approval
    if policy == Approval.PRIVILEGED:
        return bool(privileged_of(app))
    return policy == Approval.ALWAYS


def privileged_of(app: AppFacts) -> list[str]:
    """Those of the scopes the app asks for with which it may change what is worth money."""
    return [scope for scope in app.scopes if scope in PRIVILEGED]


def allows_now(installation: Installation) -> bool:
    """Whether the merchant's plan allows the app at this moment; to be asked under the installation's lock."""
    plan = Merchant.objects.values_list("plan", flat=True).get(pk=installation.merchant_id)
    return allows(plan, app_of(installation.app))


def allows(plan: str, app: AppFacts) -> bool:
    """Whether merchants on this plan may have the app."""
    return not app.is_paid_only or plan != Plan.FREE


def takes_settings(installation: Installation, app: AppFacts) -> bool:
    """Whether the merchant may tell it its settings now: once it is approved, and one by OAuth once it is connected."""
    working = (InstallationState.CONNECTED, InstallationState.PAUSED)
    is_ready = installation.state in working or (not app.asks_consent and installation.is_authorizable)
    return bool(app.settings) and is_ready
