"""What a shopper sees after an order: a page to say how it was. No sign-in; the address is the secret."""

import json

from tests.providers.cm_commerce.pages.nowhere import nowhere
from tests.providers.cm_commerce.reviews import leave_review
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit, redirect

ROUTES = Routes()
PATH = "/review/(?P<name>[A-Za-z0-9_-]+)"
MOST_LETTERS = 5000


@ROUTES.page("GET", PATH, is_open=True)
def review(visit: Visit, name: str) -> Response:
    request = _request(visit, name)
    return _page(visit, request) if request else nowhere(visit)


@ROUTES.page("POST", PATH, is_open=True)
def send_review(visit: Visit, name: str) -> Response:
    request = _request(visit, name)
    if request is None:
        return nowhere(visit)
    product, rating, comment = visit.field("product"), visit.field("rating"), visit.field("comment")
    if product not in json.loads(request["products"]):
        return _page(visit, request, error="Choose one of the products of this order.")
    if rating not in {"1", "2", "3", "4", "5"}:
        return _page(visit, request, error="Give one to five stars.")
    leave_review(visit.service, request, product=product, rating=int(rating), comment=comment[:MOST_LETTERS])
    visit.note("Thank you. Your review is published.")
    return redirect(f"/review/{name}")


def _request(visit: Visit, name: str) -> Row | None:
    return visit.service.store.row("SELECT * FROM requests WHERE id = ?", name)


def _page(visit: Visit, request: Row, *, error: str = "") -> Response:
    statement = "SELECT * FROM reviews WHERE request = ? ORDER BY rowid"
    left = [
        {**dict(row), "stars": "★" * row["rating"] + "☆" * (5 - row["rating"])}
        for row in visit.service.store.rows(statement, request["id"])
    ]
    return render(
        visit,
        "review.html",
        422 if error else 200,
        request=request,
        products=json.loads(request["products"]),
        left=left,
        error=error,
        product=visit.field("product"),
        comment=visit.field("comment"),
        stars=["5", "4", "3", "2", "1"],
    )
