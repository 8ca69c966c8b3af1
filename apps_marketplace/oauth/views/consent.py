"""Where a merchant agrees to what an app may do."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2 import FatalClientError, OAuth2Error

from apps_marketplace.actions.authorizations import authorize_app
from apps_marketplace.oauth.adapters.server import read_authorization
from apps_marketplace.oauth.forms import ConsentForm
from apps_marketplace.oauth.http import allow_form_to_lead_away, lead_back, refuse_to_app, way_back
from apps_marketplace.oauth.mapping import consent_page
from apps_marketplace.oauth.queries import Choice, Obstacle, choices_of, people_who_may
from apps_marketplace.oauth.snapshots import Asked
from apps_marketplace.views.cards import logo_address
from loyalty.errors import Refused
from loyalty.team.models import User
from loyalty.team.permissions import signed_in
from loyalty.team.queries import memberships_of


@require_http_methods(["GET", "POST"])
@signed_in
def authorize(request: HttpRequest) -> HttpResponse:
    """What the app asks for; the owner or an admin of a shop may agree. Both ways lead back to the app."""
    try:
        asked = read_authorization(request.GET)
    except FatalClientError as error:
        return render(request, "oauth2/error.html", {"error": error}, status=400)
    except OAuth2Error as error:
        return refuse_to_app(request, error)
    choices = choices_of(memberships_of(cast("User", request.user).pk), app=asked.app)
    sent = request.POST if request.method == "POST" else None
    form = ConsentForm(sent, choices=choices, initial=_first_choice(request, choices))
    if form.is_valid():
        try:
            return _agree(request, asked, form.cleaned_data["choice"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _ask(request, asked, choices, form)


def _agree(request: HttpRequest, asked: Asked, choice: Choice) -> HttpResponse:
    by = cast("User", request.user)
    code = authorize_app(choice.merchant, choice.installation, asked=asked, by=by, at=now())
    return lead_back(way_back(request, asked.redirect_uri, state=asked.state, code=code))


def _ask(request: HttpRequest, asked: Asked, choices: Sequence[Choice], form: ConsentForm) -> HttpResponse:
    refusal = way_back(request, asked.redirect_uri, state=asked.state, error="access_denied")
    page = consent_page(asked, choices)
    is_asking_who = page.only is not None and page.only.obstacle == Obstacle.ROLE
    people = people_who_may(page.only.merchant) if page.only and is_asking_who else []
    shown = {"asked": asked, "page": page, "form": form, "refusal": refusal, "people": people}
    shown["logo"] = logo_address(asked.app)
    response = render(request, "oauth2/authorize.html", shown, status=422 if form.is_bound else 200)
    return allow_form_to_lead_away(response, asked)


def _first_choice(request: HttpRequest, choices: Sequence[Choice]) -> dict[str, int]:
    """The only shop; else the one at hand if the app's install is under way there; else they choose themselves."""
    open_ones = [choice for choice in choices if choice.is_open]
    if len(choices) == 1 and open_ones:
        return {"merchant": open_ones[0].merchant.pk}
    at_hand = getattr(request, "merchant", None)
    begun = [choice for choice in open_ones if choice.merchant == at_hand and choice.is_begun]
    return {"merchant": begun[0].merchant.pk} if begun else {}
