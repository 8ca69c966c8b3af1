"""Customers as they were synced, whole or by segment."""

from tests.providers.cm_commerce.access import connection_of
from tests.providers.cm_commerce.segments import SEGMENTS, customers_of
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.tiers import has_vip
from tests.providers.cm_commerce.web import Response, Routes, Visit, redirect

ROUTES = Routes()
MOST = 100


@ROUTES.page("GET", "/customers")
def customers(visit: Visit) -> Response:
    segment = visit.query.get("segment", "")
    found = customers_of(visit.service, visit.account, segment=segment if segment in SEGMENTS else "")
    return render(
        visit,
        "customers.html",
        customers=[{**dict(row), "points": f"{row['points_balance']:,}"} for row in found[:MOST]],
        count=f"{len(found):,}",
        is_cut=len(found) > MOST,
        most=MOST,
        segments=SEGMENTS,
        segment=segment,
        connection=connection_of(visit.service, visit.account),
        has_vip=has_vip(visit.service, visit.account),
    )


@ROUTES.page("POST", "/customers/sync")
def sync(visit: Visit) -> Response:
    visit.service.store.run("UPDATE connections SET looked_at = '' WHERE account = ?", visit.account)
    visit.note("Syncing. Reload the page in a moment.")
    return redirect("/customers")
