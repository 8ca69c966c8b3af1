"""Every merchant of the installation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from apps_marketplace.queries.staff import merchants_matching
from loyalty.team.permissions import staff_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(gettext_lazy("Shop")),
    Column(gettext_lazy("Plan")),
    Column(gettext_lazy("Team"), is_number=True, is_wide=True),
    Column(gettext_lazy("Apps"), is_number=True, is_wide=True),
    Column(gettext_lazy("Signed up"), is_wide=True),
)


@require_safe
@staff_required
def merchants(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "")
    page = page_of(merchants_matching(search), order=["-created_at"], cursor=request.GET.get("cursor"))
    context = {"page": page, "search": search, "headings": headings(COLUMNS)}
    return render(request, "staff/merchants.html", context)
