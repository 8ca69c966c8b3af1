"""Bringing orders in a file: choose it, say what its columns are, look at what it will do, have it done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.errors import Refused
from loyalty.files.actions import MOST_BYTES, FileTooLarge
from loyalty.files.http import refuse_larger_than
from loyalty.files.models import ImportPhase
from loyalty.files.queries import samples_of
from loyalty.files.views import do_if_small, stopped_among
from loyalty.flows.imports import withdrawal_of
from loyalty.orders.actions.imports import (
    start_check,
    start_import,
    start_withdrawal,
    store_import,
)
from loyalty.orders.forms import ReadingForm, UploadForm
from loyalty.orders.models import OrderImport
from loyalty.orders.snapshots import Reading
from loyalty.orders.views.outcomes import counts_of, preview_rows
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(_("File")),
    Column(_("Status")),
    Column(_("Orders"), is_number=True, is_wide=True),
    Column(_("Points"), is_number=True),
)


@require_safe
@team_required()
def list_imports(request: MerchantRequest) -> HttpResponse:
    imports = OrderImport.objects.select_related("author")
    page = page_of(imports, order=("-pk",), cursor=request.GET.get("cursor"))
    stopped = stopped_among(page.rows)
    context = {
        "lines": [
            (order_import, counts_of(order_import), order_import.pk in stopped) for order_import in page.rows
        ],
        "page": page,
        "headings": headings(COLUMNS),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "orders/imports.html", context)


@team_required(*CHANGERS)
def _too_large(request: HttpRequest) -> HttpResponse:
    """The page again, with a sentence; nothing of the file has been read."""
    form = UploadForm()
    context = {"form": form, "refusal": str(FileTooLarge())}
    return render(request, "orders/import_upload.html", context, status=413)


@refuse_larger_than(MOST_BYTES, refused=_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_upload(request: MerchantRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            order_import = store_import(
                file.chunks, file_name=file.name, merchant=request.merchant, by=request.user, at=now()
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("orders:import_check", order_import.pk)
    status = 422 if form.errors else 200
    return render(request, "orders/import_upload.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_check(request: MerchantRequest, import_id: int) -> HttpResponse:
    """What is each column? A request by htmx only shows how the first rows would be read."""
    order_import = _import_or_404(import_id)
    if order_import.phase not in (ImportPhase.UPLOADED, ImportPhase.CHECKING, ImportPhase.CHECKED):
        return redirect("orders:import_detail", import_id)
    guess = Reading.from_json(order_import.reading)
    data = request.POST if request.method == "POST" else None
    form = ReadingForm(data, reading=guess, samples=samples_of(order_import, guess))
    is_asking = bool(getattr(request, "htmx", False))
    if form.is_valid() and not is_asking:
        try:
            started = start_check(order_import, form.reading())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _work_on(started)
    reading = form.reading() if form.is_valid() else guess
    context = {"order_import": order_import, "form": form, "rows": preview_rows(order_import, reading)}
    status = 422 if form.is_bound and form.errors and not is_asking else 200
    return render(request, "orders/import_check.html", context, status=status)


@require_POST
@team_required(*CHANGERS)
def import_start(request: MerchantRequest, import_id: int) -> HttpResponse:
    try:
        return _work_on(start_import(_import_or_404(import_id)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("orders:import_detail", import_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_reverse(request: MerchantRequest, import_id: int) -> HttpResponse:
    """Taking an import back; what that will do is said first."""
    order_import = _import_or_404(import_id)
    if request.method == "POST":
        try:
            return _work_on(start_withdrawal(order_import))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("orders:import_detail", import_id)
    context = {"order_import": order_import, "withdrawal": withdrawal_of(order_import)}
    return render(request, "orders/import_reverse.html", context)


def _import_or_404(import_id: int) -> OrderImport:
    return get_object_or_404(OrderImport.objects.select_related("merchant"), pk=import_id)


def _work_on(order_import: OrderImport) -> HttpResponseRedirect:
    """The page that shows the work, which a worker does, or this request if it is little."""
    do_if_small(order_import)
    return redirect("orders:import_detail", order_import.pk)
