"""What a list of customers will do, is doing, or did, row by row."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh
from django_scopes import scope

from loyalty.customers.mapping.problems import column_label, sentence, what_stood
from loyalty.customers.models import CustomerImport, CustomerImportRow, ImportKind, Result
from loyalty.customers.queries.imports import preview_people
from loyalty.customers.snapshots import PersonRow, Reading, RowReport
from loyalty.customers.views.values import said_text, value_text
from loyalty.files.mapping.problems import plain_cell
from loyalty.files.models import ImportPhase
from loyalty.files.queries import has_file
from loyalty.files.views import job_of
from loyalty.flows.people import KINDS, Kind, PeopleCounts
from loyalty.jobs.models import FINISHED
from loyalty.jobs.views.progress import progress_context
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

PREVIEW_ROWS = 6
CHECK_PHASES = (ImportPhase.CHECKING, ImportPhase.CHECKED)
ROWS = (
    Column(gettext_lazy("Line"), is_number=True),
    Column(gettext_lazy("Customer")),
    Column(gettext_lazy("Result")),
    Column(gettext_lazy("Before"), is_wide=True),
    Column(gettext_lazy("After"), is_wide=True),
)
FIGURE_ROWS = (*ROWS[:3], *(replace(column, is_number=True) for column in ROWS[3:]))


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the report in words."""

    row: CustomerImportRow
    who: str
    column: str
    seen: str
    sentence: str
    before: str
    after: str


@require_safe
@team_required()
def import_detail(request: MerchantRequest, list_id: int) -> HttpResponse:
    stored = _import_or_404(list_id)
    if stored.phase == ImportPhase.UPLOADED:
        return redirect("customers:import_check", list_id)
    chosen = request.GET.get("result", "")
    rows = stored.rows.select_related("customer")
    if chosen in Result.values:
        rows = rows.filter(result=chosen)
    page = page_of(rows, order=("line",), cursor=request.GET.get("cursor"), size=25)
    job = job_of(stored)
    is_over = job is None or job.state in FINISHED
    is_check = stored.phase in CHECK_PHASES
    context = {
        "stored": stored,
        "kind": KINDS[stored.kind],
        "counts": counts_of(stored),
        "page": page,
        "lines": [_shown(row, stored) for row in page.rows],
        "headings": headings(ROWS if stored.kind == ImportKind.CUSTOMERS else FIGURE_ROWS),
        "results": _results(is_check=is_check),
        "chosen": chosen,
        "is_check": is_check,
        "is_working": not is_over,
        "is_stopped": is_over and stored.phase.endswith("ing"),
        "may_change": request.role in CHANGERS,
        "has_file": has_file(stored),
        **(progress_context(request, job) if job else {}),
    }
    return render(request, "customers/import_detail.html", context)


@require_safe
@team_required()
def import_bar(request: MerchantRequest, list_id: int) -> HttpResponse:
    """The bar alone, for polling; once the work is over the page is asked for again."""
    stored = _import_or_404(list_id)
    job = job_of(stored)
    if job is None or job.is_finished:
        return HttpResponseClientRefresh()
    return render(request, "customers/import_bar.html", {"stored": stored, **progress_context(request, job)})


@require_safe
@team_required()
def import_report(_request: MerchantRequest, list_id: int) -> StreamingHttpResponse:
    """Every row with what became of it, as a CSV that spreadsheets open."""
    stored = _import_or_404(list_id)
    answer = StreamingHttpResponse(
        _report(stored, get_language() or ""), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="import-{stored.pk}-report.csv"'
    return answer


def counts_of(stored: CustomerImport) -> PeopleCounts:
    """What the file did so far, or will do as long as it is only checked."""
    return PeopleCounts(**(stored.expected if stored.phase in CHECK_PHASES else stored.outcome))


def _results(*, is_check: bool) -> list[tuple[str, str]]:
    """The tabs, which speak of many rows each."""
    applied = _("Will be applied") if is_check else pgettext("several rows", "Applied")
    return [
        (Result.APPLIED.value, applied),
        (Result.UNCHANGED.value, str(Result.UNCHANGED.label)),
        (Result.REFUSED.value, pgettext("several rows", "Left out")),
    ]


def preview_rows(
    stored: CustomerImport, reading: Reading, kind: Kind
) -> list[tuple[int, PersonRow | None, str]]:
    """The first rows as `reading` has them: line, the good row and what it says, or what is wrong with a bad one.

    None while a column is missing.
    """
    if any(column not in reading.columns for column in kind.needed):
        return []
    chunk = preview_people(stored, reading, kind.read, rows=PREVIEW_ROWS)
    good: list[tuple[int, PersonRow | None, str]] = [
        (row.line, row, said_text(row.said, kind.code)) for row in chunk.rows
    ]
    bad: list[tuple[int, PersonRow | None, str]] = [(one.line, None, _told(one)) for one in chunk.problems]
    return sorted(good + bad, key=lambda row: row[0])


def _told(problem: RowReport) -> str:
    told, subject = sentence(problem.code, problem.seen), column_label(problem.field)
    stood = what_stood(problem.code, problem.seen)
    return f"{subject} “{stood}”: {told}" if subject and stood else told


def _shown(row: CustomerImportRow, stored: CustomerImport) -> ShownRow:
    who = str(row.customer) if row.customer else row.person
    return ShownRow(
        row,
        who or (_("Nobody") if row.result == Result.REFUSED else _("Erased customer")),
        column_label(row.field),
        what_stood(row.code, row.seen),
        sentence(row.code, row.seen),
        value_text(row.before, stored.kind),
        value_text(row.after, stored.kind),
    )


def _report(stored: CustomerImport, language: str) -> Iterator[bytes]:
    """Read while it is sent, when the request is over: the scope and the language are this one's own."""
    with scope(merchant=stored.merchant), translation.override(language):
        yield from _report_lines(stored)


def _report_lines(stored: CustomerImport) -> Iterator[bytes]:
    # The mark by which Excel knows UTF-8.
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
    titles = (_("Line"), _("Customer"), _("Result"), _("Why"), _("What stood there"), _("Before"), _("After"))
    yield _line(titles)
    for row in stored.rows.select_related("customer").order_by("line").iterator(chunk_size=1000):
        shown = _shown(row, stored)
        who = (row.customer.email or shown.who) if row.customer else row.person
        result = row.get_result_display()
        yield _line((str(row.line), who, result, shown.sentence, shown.seen, shown.before, shown.after))


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([plain_cell(cell) for cell in cells])
    return text.getvalue().encode()


def _import_or_404(list_id: int) -> CustomerImport:
    return get_object_or_404(CustomerImport.objects.select_related("merchant", "author"), pk=list_id)
