"""What staff should know before they let an app into a shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps_marketplace.models import Application, Category, Installation, InstallationState
from apps_marketplace.snapshots import AppFacts
from loyalty.merchants.scopes import PRIVILEGED, Scope

YOUNG = timedelta(days=14)
# What apps of a kind are known to need. Whatever else they ask for wants a reason.
USUAL: Mapping[str, frozenset[str]] = {
    Category.REVIEWS: frozenset({"customer:read", "activity:write", "activity:read", "order:read"}),
    Category.EMAIL: frozenset(
        {"customer:read", "segment:read", "points_settings:read", "reward_fulfillment:read", "vip_tier:read"}
        | {"points_product:read", "referral:read", "activity:write", "webhook:write"}
    ),
    Category.SHOPS: frozenset(
        {"customer:write", "customer_identity:write", "order:write", "points_product:read"}
        | {"reward_fulfillment:write", "referral:write", "activity:write"}
    ),
    Category.HELP_DESK: frozenset(
        {"customer:read", "points_transaction:read", "points_transaction:write", "reward_fulfillment:read"}
        | {"activity:read", "order:read", "vip_tier:read"}
    ),
    Category.CUSTOM: frozenset(one for one in Scope if one.endswith(":read")) | {"activity:write"},
}


class Risk(models.TextChoices):
    """The label is a sentence for the staff."""

    PRIVILEGED = "privileged", _("It may change what is worth points or money.")
    UNUSUAL = "unusual", _("It asks for more than apps of its kind usually need.")
    THIRD_PARTY = "third_party", _("A merchant’s developer wrote it, not we.")
    NO_PKCE = "no_pkce", _("Its client is allowed to authorize without PKCE.")
    NO_CLIENT = "no_client", _("It has no OAuth client yet, so it cannot be authorized after the approval.")
    YOUNG = "young", _("The shop signed up less than two weeks ago.")
    DECLINED = "declined", _("An install of this app was declined here before.")


@dataclass(frozen=True)
class AskedScope:
    """A scope that the app asks for. `is_usual` if apps of its kind are known to need it."""

    scope: Scope
    is_privileged: bool
    is_usual: bool


def asked_scopes(app: AppFacts) -> list[AskedScope]:
    """What the app asks for, against what it is known for: its manifest's own scopes are."""
    usual = frozenset(app.scopes) if app.is_manifest else USUAL[app.category]
    known = [Scope(scope) for scope in app.scopes if scope in Scope.values]
    return [AskedScope(one, one in PRIVILEGED, one in usual or _with_write(one) in usual) for one in known]


def risks_of(
    app: AppFacts, installation: Installation, *, past: Sequence[str], is_third_party: bool, at: datetime
) -> list[Risk]:
    """What speaks for a closer look. `past` are the states that the installation has been in."""
    asked = asked_scopes(app)
    client = Application.objects.filter(pk=app.application_id).first()
    found = {
        Risk.PRIVILEGED: any(one.is_privileged for one in asked),
        Risk.UNUSUAL: not all(one.is_usual for one in asked),
        Risk.THIRD_PARTY: is_third_party,
        Risk.NO_PKCE: client is not None and client.is_pkce_exempt,
        Risk.NO_CLIENT: app.needs_client,
        Risk.YOUNG: at - installation.merchant.created_at < YOUNG,
        Risk.DECLINED: InstallationState.DECLINED in past,
    }
    return [risk for risk, is_so in found.items() if is_so]


def _with_write(scope: Scope) -> str:
    return f"{scope.partition(':')[0]}:write"
