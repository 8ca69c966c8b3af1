"""Reviews as the merchant sees them: how they count, whom to ask, what became of them."""

from tests.providers.cm_commerce.access import connection_of
from tests.providers.cm_commerce.reviews import (
    PER_ORDER,
    PER_PRODUCT,
    ask_for_review,
    change_settings,
    settings_of,
)
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit, redirect

ROUTES = Routes()


@ROUTES.page("GET", "/reviews")
def reviews(visit: Visit) -> Response:
    return _page(visit)


@ROUTES.page("POST", "/reviews/settings")
def keep_settings(visit: Visit) -> Response:
    unit = PER_PRODUCT if visit.field("unit") == PER_PRODUCT else PER_ORDER
    change_settings(visit.service, visit.account, unit=unit, is_rewarded=bool(visit.field("is_rewarded")))
    visit.note("Kept. It counts for reviews from now on.")
    return redirect("/reviews")


@ROUTES.page("POST", "/reviews/requests")
def ask_shopper(visit: Visit) -> Response:
    order, email = visit.field("order"), visit.field("email")
    products = [line.strip() for line in visit.field("products").splitlines() if line.strip()]
    if not (order and "@" in email and products):
        return _page(visit, error="An order has a number, the customer's e-mail address, and a product.")
    ask_for_review(visit.service, visit.account, order=order, email=email, products=products)
    visit.note("The e-mail is out. Open the shopper's page below.")
    return redirect("/reviews")


def _page(visit: Visit, *, error: str = "") -> Response:
    store, account = visit.service.store, visit.account
    said = {name: visit.field(name) for name in ("order", "email", "products")} if error else _example(visit)
    return render(
        visit,
        "reviews.html",
        422 if error else 200,
        settings=settings_of(visit.service, account),
        requests=store.rows("SELECT * FROM requests WHERE account = ? ORDER BY rowid DESC LIMIT 20", account),
        activities=store.rows(
            "SELECT * FROM activities WHERE account = ? ORDER BY rowid DESC LIMIT 50", account
        ),
        connection=connection_of(visit.service, account),
        error=error,
        **said,
    )


def _example(visit: Visit) -> dict[str, str]:
    """An order to begin with, so that a first try takes one click."""
    store, account = visit.service.store, visit.account
    asked = store.row("SELECT count(*) AS n FROM requests WHERE account = ?", account)
    customer = store.row(
        "SELECT email FROM customers WHERE account = ? AND state = 'member' LIMIT 1", account
    )
    return {
        "order": f"CM-{1042 + (asked['n'] if asked else 0)}",
        "email": customer["email"] if customer else "",
        "products": "Ethiopia Guji, 250 g\nPaper filters",
    }
