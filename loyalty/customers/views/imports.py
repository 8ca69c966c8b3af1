"""Bringing a list of customers: choose it, say what its columns are, look at what it will do, have it done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.customers.actions.imports import start_check, start_import, start_withdrawal, store_people
from loyalty.customers.forms import PeopleReadingForm, PeopleUploadForm
from loyalty.customers.models import CustomerImport, ImportKind
from loyalty.customers.queries.imports import in_effect
from loyalty.customers.snapshots import Reading
from loyalty.customers.views.reports import counts_of, preview_rows
from loyalty.errors import Refused
from loyalty.files.actions import MOST_BYTES, FileTooLarge
from loyalty.files.http import refuse_larger_than
from loyalty.files.models import ImportPhase
from loyalty.files.queries import samples_of
from loyalty.files.views import do_if_small, stopped_among
from loyalty.flows.people import KINDS
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(_("File")),
    Column(_("Status")),
    Column(_("Rows"), is_number=True, is_wide=True),
    Column(_("Points"), is_number=True),
)


@require_safe
@team_required()
def list_imports(request: MerchantRequest) -> HttpResponse:
    imports = CustomerImport.objects.select_related("author")
    page = page_of(imports, order=("-pk",), cursor=request.GET.get("cursor"))
    stopped = stopped_among(page.rows)
    context = {
        "lines": [(stored, counts_of(stored), stored.pk in stopped) for stored in page.rows],
        "page": page,
        "headings": headings(COLUMNS),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "customers/imports.html", context)


@team_required(*CHANGERS)
def _too_large(request: HttpRequest) -> HttpResponse:
    """The page again, with a sentence; nothing of the file has been read."""
    return _upload_page(request, PeopleUploadForm(), refusal=str(FileTooLarge()), status=413)


@refuse_larger_than(MOST_BYTES, refused=_too_large)
@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_upload(request: MerchantRequest) -> HttpResponse:
    if request.method != "POST":
        asked = request.GET.get("kind", ImportKind.POINTS.value)
        return _upload_page(request, PeopleUploadForm(initial={"kind": asked}))
    form = PeopleUploadForm(request.POST, request.FILES)
    if form.is_valid():
        kind, file = KINDS[form.cleaned_data["kind"]], form.cleaned_data["file"]
        try:
            stored = store_people(
                file.chunks,
                kind=kind.code,
                columns=kind.columns,
                file_name=file.name,
                merchant=request.merchant,
                by=request.user,
                at=now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("customers:import_check", stored.pk)
    return _upload_page(request, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_check(request: MerchantRequest, list_id: int) -> HttpResponse:
    """What is each column? A request by htmx only shows how the first rows would be read."""
    stored = _import_or_404(list_id)
    if stored.phase not in (ImportPhase.UPLOADED, ImportPhase.CHECKING, ImportPhase.CHECKED):
        return redirect("customers:import_detail", list_id)
    kind, guess = KINDS[stored.kind], Reading.from_json(stored.reading)
    data = request.POST if request.method == "POST" else None
    form = PeopleReadingForm(data, kind=kind, reading=guess, samples=samples_of(stored, guess))
    is_asking = bool(getattr(request, "htmx", False))
    if form.is_valid() and not is_asking:
        try:
            started = start_check(stored, form.reading(), needed=kind.needed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _work_on(started)
    reading = form.reading() if form.is_valid() else guess
    context = {"stored": stored, "form": form, "rows": preview_rows(stored, reading, kind)}
    status = 422 if form.is_bound and form.errors and not is_asking else 200
    return render(request, "customers/import_check.html", context, status=status)


@require_POST
@team_required(*CHANGERS)
def import_start(request: MerchantRequest, list_id: int) -> HttpResponse:
    stored = _import_or_404(list_id)
    try:
        return _work_on(start_import(stored, needed=KINDS[stored.kind].needed))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("customers:import_detail", list_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def import_reverse(request: MerchantRequest, list_id: int) -> HttpResponse:
    """Taking an import back; what that will do is said first."""
    stored = _import_or_404(list_id)
    if request.method == "POST":
        try:
            return _work_on(start_withdrawal(stored))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("customers:import_detail", list_id)
    context = {"stored": stored, "rows": in_effect(stored).count(), "counts": counts_of(stored)}
    return render(request, "customers/import_reverse.html", context)


def _upload_page(
    request: HttpRequest, form: PeopleUploadForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "kinds": KINDS.values(), "refusal": refusal}
    return render(request, "customers/import_upload.html", context, status=status)


def _import_or_404(list_id: int) -> CustomerImport:
    return get_object_or_404(CustomerImport.objects.select_related("merchant"), pk=list_id)


def _work_on(stored: CustomerImport) -> HttpResponseRedirect:
    """The page that shows the work, which a worker does, or this request if it is little."""
    do_if_small(stored)
    return redirect("customers:import_detail", stored.pk)
