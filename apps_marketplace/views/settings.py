"""What a merchant tells an app."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps_marketplace.actions import save_settings
from apps_marketplace.connectors import SettingsRefused
from apps_marketplace.forms import SettingsForm
from apps_marketplace.queries import saved_secrets, takes_settings
from apps_marketplace.views.cards import card_of, reads_and_changes
from apps_marketplace.views.detail import known_app
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def settings(request: MerchantRequest, app: str) -> HttpResponse:
    """Saving them connects an app that asks for no consent."""
    facts, installation = known_app(request.merchant, app)
    if installation is None or not takes_settings(installation, facts):
        raise Http404
    card = card_of(facts, installation, merchant=request.merchant)
    form = SettingsForm(
        request.POST or None,
        settings=facts.settings,
        saved=saved_secrets(installation),
        initial=installation.settings,
    )
    if form.is_valid():
        try:
            save_settings(request.merchant, app=app, settings=form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            field = refusal.field if isinstance(refusal, SettingsRefused) else ""
            form.add_error(field or None, str(refusal))
        else:
            messages.success(request, _("Connected.") if card.is_new_here else _("Saved."))
            return redirect("apps:detail", app)
    reads, changes = reads_and_changes(facts.scopes)
    context = {"app": facts, "card": card, "form": form, "reads": reads, "changes": changes}
    return render(request, "apps/settings.html", context, status=422 if form.errors else 200)
