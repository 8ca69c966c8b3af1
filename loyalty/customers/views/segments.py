"""Customers under a name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.customers.forms import SegmentForm
from loyalty.customers.models import Segment
from loyalty.errors import Refused
from loyalty.flows.segments import counts_of, segment_saved, segments_of, title_of, told
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Segment")),
    Column(gettext_lazy("Customers"), is_number=True),
    Column(gettext_lazy("What to do with it"), is_hidden=True),
)


@require_safe
@team_required()
def segments(request: MerchantRequest) -> HttpResponse:
    found = segments_of(request.merchant)
    counts = counts_of(found, at=now())
    lines = [(one, title_of(one), told(one), counts[one.pk], urlencode(one.criteria)) for one in found]
    context = {"lines": lines, "headings": headings(COLUMNS), "may_change": request.role in CHANGERS}
    return render(request, "customers/segments.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def segment(request: MerchantRequest, segment_id: int | None = None) -> HttpResponse:
    """A new segment, begun with what the address asks for, or one that is changed."""
    one = get_object_or_404(Segment, pk=segment_id) if segment_id else None
    title = title_of(one) if one else _("New segment")
    initial = {"name": title, **one.criteria} if one else request.GET.dict()
    form = SegmentForm(request.POST or None, merchant_id=request.merchant.pk, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            saved = segment_saved(request.merchant, name=data["name"], criteria=data, at=now(), segment=one)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Segment saved."))
            return redirect(f"{reverse('customers:list')}?{urlencode(saved.criteria)}")
    return render(request, "customers/segment.html", {"segment": one, "title": title, "form": form})


@require_POST
@team_required(*CHANGERS)
def delete_segment(request: MerchantRequest, segment_id: int) -> HttpResponse:
    """The merchant's own segments can go; a ready-made one stays, with whatever it means now."""
    get_object_or_404(Segment, pk=segment_id, ready_made="").delete()
    messages.success(request, _("Segment deleted."))
    return redirect("customers:segments")
