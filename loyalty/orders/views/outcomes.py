"""What a file will do, is doing, or did."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from earning.models import RuleVersion
from loyalty.files.mapping.problems import plain_cell
from loyalty.files.models import ImportPhase
from loyalty.files.queries import has_file
from loyalty.files.views import job_of
from loyalty.jobs.models import FINISHED
from loyalty.jobs.views.progress import progress_context
from loyalty.orders.actions.imports import MOST_PROBLEMS
from loyalty.orders.mapping.problems import field_label, sentence
from loyalty.orders.models import OrderImport, OrderImportProblem
from loyalty.orders.queries.imports import preview
from loyalty.orders.snapshots import ImportCounts, OrderFacts, Problem, Reading
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

PREVIEW_ROWS = 6
PROBLEMS = (
    Column(gettext_lazy("Line"), is_number=True),
    Column(gettext_lazy("Problem")),
    Column(gettext_lazy("Order"), is_wide=True),
)
CHECK_PHASES = (ImportPhase.CHECKING, ImportPhase.CHECKED)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows: the order that it will be, or what is wrong with it."""

    line: int
    facts: OrderFacts | None
    problem: str = ""

    @property
    def state_label(self) -> str:
        return str(self.facts.state.label) if self.facts and self.facts.state else ""

    @property
    def goods_cents(self) -> int:
        amounts = self.facts.amounts if self.facts else None
        return amounts.goods_cents - amounts.discount_cents if amounts else 0


@dataclass(frozen=True, slots=True)
class ShownProblem:
    problem: OrderImportProblem
    field: str
    sentence: str


@require_safe
@team_required()
def import_detail(request: MerchantRequest, import_id: int) -> HttpResponse:
    order_import = _import_or_404(import_id)
    if order_import.phase == ImportPhase.UPLOADED:
        return redirect("orders:import_check", import_id)
    page = page_of(order_import.problems.all(), order=("line",), cursor=request.GET.get("cursor"), size=20)
    context = {
        **_outcome(request, order_import),
        "page": page,
        "problems": [_shown(problem) for problem in page.rows],
        "headings": headings(PROBLEMS),
        "most_problems": MOST_PROBLEMS,
    }
    return render(request, "orders/import_detail.html", context)


@require_safe
@team_required()
def import_bar(request: MerchantRequest, import_id: int) -> HttpResponse:
    """The bar alone, for polling; once the work is over the page is asked for again."""
    order_import = _import_or_404(import_id)
    job = job_of(order_import)
    if job is None or job.is_finished:
        return HttpResponseClientRefresh()
    context = {"order_import": order_import, **progress_context(request, job)}
    return render(request, "orders/import_bar.html", context)


@require_safe
@team_required()
def import_report(_request: MerchantRequest, import_id: int) -> HttpResponse:
    """The rows that were left out, with what to do about each, as a CSV that spreadsheets open."""
    order_import = _import_or_404(import_id)
    # In "utf-8-sig" the file begins with the mark by which Excel knows UTF-8.
    answer = HttpResponse(_report(order_import).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{order_import.pk}-problems.csv"'
    return answer


def preview_rows(order_import: OrderImport, reading: Reading) -> list[PreviewRow]:
    """The first rows as `reading` has them; none while it lacks what every row needs."""
    if not reading.is_complete:
        return []
    chunk = preview(order_import, reading, rows=PREVIEW_ROWS, at=now())
    rows = [PreviewRow(line, facts) for facts, line in zip(chunk.facts, chunk.lines, strict=True)]
    rows += [PreviewRow(problem.line, None, _told(problem)) for problem in chunk.problems]
    return sorted(rows, key=lambda row: row.line)


def counts_of(order_import: OrderImport) -> ImportCounts:
    """What the file did so far, or will do as long as it is only checked."""
    is_check = order_import.phase in CHECK_PHASES
    return ImportCounts.from_json(order_import.expected if is_check else order_import.outcome)


def _outcome(request: MerchantRequest, order_import: OrderImport) -> dict[str, Any]:
    job = job_of(order_import)
    is_over = job is None or job.state in FINISHED
    counts = counts_of(order_import)
    return {
        "order_import": order_import,
        "counts": counts,
        "rules": _points_by_rule(counts),
        "foreign_currencies": sorted(set(counts.goods_cents) - {request.merchant.currency}),
        "is_check": order_import.phase in CHECK_PHASES,
        "is_working": not is_over,
        "is_stopped": is_over and order_import.phase.endswith("ing"),
        "may_change": request.role in CHANGERS,
        "has_file": has_file(order_import),
        **(progress_context(request, job) if job else {}),
    }


def _points_by_rule(counts: ImportCounts) -> list[tuple[str, int]]:
    versions = RuleVersion.objects.filter(rule__in=[int(rule_id) for rule_id in counts.points]).order_by(
        "number"
    )
    names = {str(version.rule_id): version.name for version in versions}
    return [(names.get(rule_id, ""), points) for rule_id, points in counts.points.items()]


def _shown(problem: OrderImportProblem) -> ShownProblem:
    return ShownProblem(problem, field_label(problem.field), sentence(problem.code, problem.seen))


def _told(problem: Problem) -> str:
    about = field_label(problem.field)
    seen = f"“{problem.seen}”" if problem.field and problem.seen else ""
    subject = " ".join(filter(None, (about, seen)))
    told = sentence(problem.code, problem.seen)
    return f"{subject}: {told}" if subject else told


def _report(order_import: OrderImport) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow((_("Line"), _("Order"), _("Column"), _("What stood there"), _("What to do")))
    for problem in order_import.problems.order_by("line"):
        shown = _shown(problem)
        cells = (str(problem.line), problem.order_name, shown.field, problem.seen, shown.sentence)
        writer.writerow([plain_cell(cell) for cell in cells])
    return lines.getvalue()


def _import_or_404(import_id: int) -> OrderImport:
    return get_object_or_404(OrderImport.objects.select_related("merchant", "author"), pk=import_id)
