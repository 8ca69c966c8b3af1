"""The list of customers, on the page and as a file."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from loyalty.customers.mapping import tag_key
from loyalty.customers.models import Customer, CustomerQuerySet, CustomerState
from loyalty.customers.queries import matching
from loyalty.flows.criteria import CRITERIA, Choice, Range
from loyalty.flows.segments import criteria_in, narrowed
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.filters import Filter, RangeFilter, make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, chosen_sort, headings

VIEWS: dict[str, tuple[StrOrPromise, Callable[[CustomerQuerySet], CustomerQuerySet]]] = {
    "": (_("All"), CustomerQuerySet.present),
    CustomerState.MEMBER.value: (_("Members"), CustomerQuerySet.members),
    CustomerState.CANDIDATE.value: (_("Guests"), CustomerQuerySet.guests),
    CustomerState.DISABLED.value: (pgettext_lazy("several customers", "Excluded"), CustomerQuerySet.excluded),
}
COLUMNS = (
    Column(_("Customer"), sort="name"),
    Column(_("Status"), is_wide=True),
    Column(_("Balance"), sort="balance", is_number=True, is_descending_first=True),
    Column(_("Lifetime points"), is_number=True, is_wide=True),
    Column(_("First seen"), sort="seen", is_wide=True, is_descending_first=True),
)
ORDERS = {
    "name": ("last_name", "first_name", "pk"),
    "balance": ("account__balance", "pk"),
    "seen": ("created_at", "pk"),
}


@require_safe
@team_required()
def list_customers(request: MerchantRequest) -> HttpResponse:
    sort = chosen_sort(COLUMNS, request.GET.get("sort", ""), default="-seen")
    customers = asked_for(request)
    if sort.endswith("balance"):
        # Naming the account's merchant is what lets the index over balances give the order.
        customers = customers.filter(account__merchant=request.merchant)
    page = page_of(customers, order=_order(sort), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "headings": headings(COLUMNS, sort=sort),
        "filters": _filters(request),
        "view": request.GET.get("view", ""),
        "views": [(key, label) for key, (label, _narrow) in VIEWS.items()],
        "search": request.GET.get("q", ""),
        "is_filtered": bool(criteria_in(request.GET.dict()) or request.GET.get("q")),
        "criteria": urlencode(criteria_in(request.GET.dict())),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "customers/list.html", context)


@require_safe
@team_required()
def export(request: MerchantRequest) -> StreamingHttpResponse:
    """The customers of the list as it is filtered, as CSV, streamed by the database itself."""
    customers = asked_for(request).order_by("pk").values_list("pk")
    sql, params = customers.query.sql_with_params()
    answer = StreamingHttpResponse(_csv(sql, params), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="customers-{now():%Y-%m-%d}.csv"'
    return answer


def asked_for(request: MerchantRequest) -> CustomerQuerySet:
    """The customers that the address asks for: tab, filters and search."""
    _label, narrow = VIEWS.get(request.GET.get("view", ""), VIEWS[""])
    customers = narrow(Customer.objects.select_related("account"))
    customers = narrowed(customers, request.GET.dict(), at=now())
    return matching(customers, request.GET.get("q", ""))


def _order(sort: str) -> tuple[str, ...]:
    sign = "-" if sort.startswith("-") else ""
    return tuple(f"{sign}{path}" for path in ORDERS[sort.removeprefix("-")])


def _filters(request: MerchantRequest) -> list[Filter | RangeFilter]:
    """One for each criterion that can be answered at all; a tag that nobody has any more can still be chosen."""
    filters: list[Filter | RangeFilter] = []
    for criterion in CRITERIA:
        if isinstance(criterion, Range):
            least, most = criterion.ends(request.GET.dict())
            filters.append(RangeFilter(criterion.name, criterion.label, least, most))
        elif isinstance(criterion, Choice) and (one := _choosing(criterion, request)).choices:
            filters.append(one)
    return filters


def _choosing(criterion: Choice, request: MerchantRequest) -> Filter:
    asked, choices = request.GET.get(criterion.name, ""), criterion.choices(request.merchant.pk)
    if criterion.name == "tag" and (asked := tag_key(asked)) and asked not in dict(choices):
        choices.append((asked, asked))
    return make_filter(criterion.name, criterion.label, choices, asked=asked)


def _csv(sql: str, params: tuple[Any, ...]) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(_EXPORT % sql, params) as copy:
        for block in copy:
            yield bytes(block)


# A cell that a spreadsheet would run as a formula starts with an apostrophe instead (OWASP, CSV injection).
_PLAIN = "CASE WHEN {0} ~ '^[=+@\t\r-]' THEN '''' || {0} ELSE {0} END AS {0}"
_EXPORT = f"""
COPY (
    SELECT c.id, {_PLAIN.format("email")}, {_PLAIN.format("first_name")}, {_PLAIN.format("last_name")}, c.state,
        coalesce(a.balance, 0) AS balance, coalesce(a.pending, 0) AS pending, coalesce(a.lifetime, 0) AS lifetime,
        c.joined_at, c.created_at
    FROM customers_customer c LEFT JOIN points_pointsaccount a ON a.merchant_id = c.merchant_id AND a.customer_id = c.id
    WHERE c.id IN (%s) ORDER BY c.id
) TO STDOUT (FORMAT csv, HEADER)
"""
