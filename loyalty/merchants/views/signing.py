"""Settings → Developer → Signing keys: what shoppers' tokens are signed with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.errors import Refused
from loyalty.merchants.forms.keys import SigningKeyForm
from loyalty.merchants.models import SigningKey
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Key")),
    Column(gettext_lazy("Created"), is_wide=True),
    Column(gettext_lazy("Status")),
    Column(gettext_lazy("Actions"), is_hidden=True),
)


@never_cache
@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def signing_keys(request: MerchantRequest) -> HttpResponse:
    """The keys, and one more if a name was typed: its secret stands in this answer and nowhere else."""
    form, made = SigningKeyForm(request.POST or None), None
    if form.is_valid():
        name = form.cleaned_data["name"]
        made = flows.signing_key_created(request.merchant, name=name, by=request.user, at=now())
    keys = SigningKey.objects.select_related("created_by").order_by("-pk")
    context = {
        "keys": sorted(keys, key=lambda key: key.revoked_at is not None),
        "made": made,
        "form": SigningKeyForm() if made else form,
        "headings": headings(COLUMNS),
    }
    return render(request, "developer/signing_keys.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def revoke_signing_key(request: MerchantRequest, signing_key_id: int) -> HttpResponse:
    found = get_object_or_404(SigningKey, pk=signing_key_id)
    if request.method != "POST":
        return render(request, "developer/revoke_signing_key.html", {"key": found})
    try:
        flows.signing_key_revoked(found, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Key revoked."))
    return redirect("developer:signing_keys")
