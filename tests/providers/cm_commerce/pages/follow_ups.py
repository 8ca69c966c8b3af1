"""Follow-ups that go out around a birthday."""

from datetime import date
from sqlite3 import IntegrityError

from tests.providers.cm_commerce.access import connection_of
from tests.providers.cm_commerce.birthdays import letters_of
from tests.providers.cm_commerce.templates import render
from tests.providers.cm_commerce.web import Response, Routes, Visit, redirect

ROUTES = Routes()
MOST_DAYS = 60


@ROUTES.page("GET", "/follow-ups")
def follow_ups(visit: Visit) -> Response:
    return _page(visit)


@ROUTES.page("POST", "/follow-ups")
def add_follow_up(visit: Visit) -> Response:
    days, subject = visit.field("days"), visit.field("subject")
    if not days.isdigit() or int(days) > MOST_DAYS:
        return _page(visit, error=f"Days are a number from 0 to {MOST_DAYS}.")
    if not subject:
        return _page(visit, error="Say what the e-mail is about.")
    signed = -int(days) if visit.field("side") == "before" else int(days)
    statement = "INSERT INTO follow_ups (account, days, subject) VALUES (?, ?, ?)"
    try:
        visit.service.store.run(statement, visit.account, signed, subject)
    except IntegrityError:
        return _page(visit, error="There is a follow-up on that day already.")
    return redirect("/follow-ups")


@ROUTES.page("POST", "/follow-ups/(?P<number>[0-9]+)/remove")
def remove_follow_up(visit: Visit, number: str) -> Response:
    visit.service.store.run("DELETE FROM follow_ups WHERE account = ? AND id = ?", visit.account, int(number))
    return redirect("/follow-ups")


def _page(visit: Visit, *, error: str = "") -> Response:
    today = visit.service.now().date()
    first = _day(visit.query.get("from", "")) or today
    statement = "SELECT * FROM follow_ups WHERE account = ? ORDER BY days"
    rules = [
        {"id": str(row["id"]), "when": _when(row["days"]), "subject": row["subject"]}
        for row in visit.service.store.rows(statement, visit.account)
    ]
    said = {"days": visit.field("days"), "side": visit.field("side"), "subject": visit.field("subject")}
    return render(
        visit,
        "follow_ups.html",
        422 if error else 200,
        rules=rules,
        letters=letters_of(visit.service, visit.account, first=first),
        first=first.isoformat(),
        error=error,
        connection=connection_of(visit.service, visit.account),
        **said,
    )


def _when(days: int) -> str:
    if days == 0:
        return "On the birthday"
    number = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{number} {'before' if days < 0 else 'after'} the birthday"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
