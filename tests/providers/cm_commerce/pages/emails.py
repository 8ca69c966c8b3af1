"""The e-mail builder."""

from tests.providers.cm_commerce.access import NoAccess, connection_of
from tests.providers.cm_commerce.api import NotNow
from tests.providers.cm_commerce.emails import Email, email_of, keep_email, preview, variables
from tests.providers.cm_commerce.store import Row
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit

ROUTES = Routes()


@ROUTES.page("GET", "/emails")
def emails(visit: Visit) -> Response:
    return _page(visit, email_of(visit.service, visit.account))


@ROUTES.page("POST", "/emails")
def change_email(visit: Visit) -> Response:
    body = visit.field("body").replace("\r\n", "\n")
    if visit.field("insert"):
        body = f"{body}\n{{{{ {visit.field('variable')} }}}}"
    email = Email(visit.field("subject"), body)
    keep_email(visit.service, visit.account, email)
    return _page(visit, email)


def _page(visit: Visit, email: Email) -> Response:
    by_name = "ORDER BY first_name = '', first_name, last_name, id LIMIT 250"
    customers = visit.service.store.rows(
        f"SELECT * FROM customers WHERE account = ? {by_name}", visit.account
    )
    chosen = visit.field("customer") or visit.query.get("customer", "")
    reader = next((row for row in customers if str(row["id"]) == chosen), next(iter(customers), None))
    shown, problem = _preview(visit, email, reader)
    return render(
        visit,
        "emails.html",
        email=email,
        customers=[{"id": str(row["id"]), "name": _name(row)} for row in customers],
        reader=str(reader["id"]) if reader else "",
        preview=shown,
        problem=problem,
        variables=variables(visit.service, visit.account),
        connection=connection_of(visit.service, visit.account),
    )


def _preview(visit: Visit, email: Email, reader: Row | None) -> tuple[Email | None, str]:
    if reader is None:
        return None, ""
    try:
        return preview(visit.service, email, reader), ""
    except NoAccess as reason:
        return None, str(reason)
    except NotNow:
        return None, "Grin did not answer, so the preview has to wait a moment."


def _name(customer: Row) -> str:
    return f"{customer['first_name']} {customer['last_name']}".strip() or str(customer["email"])
