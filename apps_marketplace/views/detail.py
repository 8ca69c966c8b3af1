"""An app's page: what it is, where it stands, and what to do next."""

from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps_marketplace.forms import AnswerForm, PartingForm
from apps_marketplace.models import UNDECIDED, App, AppState, Installation, Pause
from apps_marketplace.queries import (
    UnknownApp,
    app_of,
    farewells_of,
    has_worked,
    moves_of,
    needs_approval,
    rules_about,
    takes_settings,
)
from apps_marketplace.snapshots import AppFacts
from apps_marketplace.views.cards import card_of, consent_address, pauses_of, reads_and_changes, told_of
from apps_marketplace.views.pictures import shots_of
from earning.queries.catalogue import own_actions
from loyalty.merchants.models import Merchant
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


class Removal(NamedTuple):
    """What stands on the button that begins to remove an app, above the question, and on the button that does it.

    `had_worked` if something ends with it.
    """

    begin: str
    title: str
    confirm: str
    had_worked: bool = False


@require_safe
@team_required()
def detail(request: MerchantRequest, app: str) -> HttpResponse:
    facts, installation = known_app(request.merchant, app)
    return render(request, "apps/detail.html", page_context(request, facts, installation))


def known_app(merchant: Merchant, slug: str) -> tuple[AppFacts, Installation | None]:
    """The app and its installation; 404 for one that is neither offered nor installed."""
    try:
        facts = app_of(slug)
    except UnknownApp as unknown:
        raise Http404 from unknown
    installation = Installation.objects.filter(merchant=merchant, app=slug).first()
    if installation is None and not facts.is_listed:
        raise Http404
    return facts, installation


def page_context(
    request: MerchantRequest,
    facts: AppFacts,
    installation: Installation | None,
    *,
    form: AnswerForm | None = None,
) -> dict[str, Any]:
    """Everything the page says; `form` is an answer that was refused."""
    card = card_of(facts, installation, merchant=request.merchant)
    moves = told_of(moves_of(installation), farewells_of(installation)) if installation else []
    reads, changes = reads_and_changes(facts.scopes)
    removal = _removal(facts, card.installation)
    row = App.objects.defer("logo").filter(slug=facts.slug).first()
    return {
        "app": facts,
        "card": card,
        "state": card.installation.state if card.installation else "",
        "moves": moves,
        "latest": moves[0].move if moves else None,
        "farewell": moves[0].farewell if moves else None,
        "shots": shots_of(facts),
        "reads": reads,
        "changes": changes,
        "available": {action.code for action in own_actions(request.merchant)},
        "must_wait": needs_approval(facts, override=installation.approval if installation else ""),
        "consent": consent_address(facts) if card.installation and card.installation.is_authorizable else "",
        "is_withdrawn": row is not None and row.state == AppState.WITHDRAWN,
        "client": row.application if row else None,
        "rules": rules_about(request.merchant, facts),
        "takes_settings": installation is not None and takes_settings(installation, facts),
        "needs_consent": Pause.CONSENT in card.installation.pauses if card.installation else False,
        "needs_plan": Pause.PLAN in card.installation.pauses if card.installation else False,
        "pauses": pauses_of(card.installation),
        "may_resume": set(card.installation.pauses) == {Pause.MERCHANT} if card.installation else False,
        "answer": form or AnswerForm(),
        "removal": removal,
        "parting": PartingForm(app=facts.name) if removal.had_worked and facts.can_clear else None,
        "may_change": request.role in CHANGERS,
    }


def _removal(app: AppFacts, installation: Installation | None) -> Removal:
    """The words of leaving: who still waits withdraws a request."""
    named = {"name": app.name}
    if installation and installation.state in UNDECIDED:
        withdraw = _("Withdraw request")
        return Removal(withdraw, _("Withdraw the request for %(name)s?") % named, withdraw)
    had_worked = installation is not None and has_worked(installation)
    return Removal(_("Remove"), _("Remove %(name)s?") % named, _("Remove app"), had_worked)
