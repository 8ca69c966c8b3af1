"""What is said at an address that leads nowhere; stands last, since it answers to all."""

from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit

ROUTES = Routes()


@ROUTES.page("GET", "/.*", is_open=True)
def nowhere(visit: Visit) -> Response:
    return render(visit, "not_found.html", 404)
