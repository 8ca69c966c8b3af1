"""Apps: what there is, and what is installed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps_marketplace.models import Category
from apps_marketplace.queries import all_apps
from apps_marketplace.snapshots import AppFacts
from apps_marketplace.views.cards import Card, cards_of
from loyalty.merchants.models import Merchant
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    is_current: bool


@require_safe
@team_required()
def catalogue(request: MerchantRequest) -> HttpResponse:
    search = request.GET.get("q", "")[:LONGEST_SEARCH]
    cards = [card for card in _cards(request.merchant) if _fits(card.app, search)]
    view = request.GET.get("view", "")
    shown = [card for card in cards if view not in Category.values or card.app.category == view]
    context = {
        "groups": _groups(shown),
        "tabs": _tabs([card.app for card in cards], view=view if view in Category.values else ""),
        "search": search,
        "is_filtered": bool(search or view),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "apps/catalogue.html", context)


def _cards(merchant: Merchant) -> list[Card]:
    """What may be installed, and what is though nobody else can any more; by name."""
    cards = cards_of(all_apps(), merchant=merchant)
    shown = (card for card in cards if card.app.is_listed or card.installation)
    return sorted(shown, key=lambda card: card.app.name.casefold())


def _fits(app: AppFacts, search: str) -> bool:
    actions = " ".join(str(action.name) for action in app.actions)
    text = f"{app.name} {app.tagline} {app.description} {app.category.label} {actions}".casefold()
    return all(word in text for word in search.casefold().split())


def _tabs(apps: Sequence[AppFacts], *, view: str) -> list[Tab]:
    counts = Counter(app.category for app in apps)
    every = Tab("", _("All"), len(apps), not view)
    return [every, *(Tab(one, str(one.label), counts[one], one == view) for one in Category)]


def _groups(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """Those that are installed or on their way first, then the others."""
    installed = [card for card in cards if card.installation]
    others = [card for card in cards if not card.installation]
    groups = [(_("Your apps"), installed), (_("More apps") if installed else _("Apps"), others)]
    return [(label, found) for label, found in groups if found]
