"""Files of `email,birthday`."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from loyalty.customers.mapping.rows import Row
from loyalty.customers.mapping.values import birthday_of
from loyalty.customers.models import Customer, CustomerImport, CustomerImportRow, ImportKind, Result
from loyalty.customers.snapshots import Column, Reading, RowReport
from loyalty.errors import Refused
from loyalty.flows.birthdays import birthday_set
from loyalty.flows.locks import hold_people
from loyalty.flows.people.kind import Found, Kind
from loyalty.merchants.models import Merchant


class Birthdays(Kind):
    code = ImportKind.BIRTHDAYS
    tagline = _("Say when customers were born. A date that changes waits 30 days before it counts.")
    needed = (Column.EMAIL, Column.BIRTHDAY)
    example = "email,birthday\nada@example.com,1990-12-10\ngrace@example.com,12-09\n"

    def said(self, row: Row, reading: Reading) -> date:
        return birthday_of(row.get(Column.BIRTHDAY, ""), date_order=reading.date_order)

    def apply(
        self,
        found: Sequence[Found],
        *,
        stored: CustomerImport,
        reading: Reading,  # noqa: ARG002 -- every kind is told
        merchant: Merchant,
        at: datetime,
    ) -> list[RowReport]:
        hold_people([one.id for one in found], merchant_id=merchant.pk)
        customers = Customer.objects.select_related("merchant").in_bulk([one.customer_id for one in found])
        return [_set(one, customers[one.customer_id], stored=stored, at=at) for one in found]

    def withdraw(
        self,
        rows: Sequence[CustomerImportRow],
        *,
        stored: CustomerImport,
        merchant: Merchant,
        at: datetime,
    ) -> None:
        """A birthday that was changed since stays."""
        hold_people([row.customer_id for row in rows if row.customer_id], merchant_id=merchant.pk)
        customers = Customer.objects.select_related("merchant").in_bulk(
            [row.customer_id for row in rows if row.customer_id]
        )
        for row in rows:
            customer = customers.get(row.customer_id or 0)
            if customer and row.after != row.before and _text(customer.birthday) == row.after:
                before = date.fromisoformat(row.before) if row.before else None
                birthday_set(customer, birthday=before, by=stored.author, at=at)


def _set(found: Found, customer: Customer, *, stored: CustomerImport, at: datetime) -> RowReport:
    before, birthday = customer.birthday, found.row.said
    result, code, seen = (Result.UNCHANGED if before == birthday else Result.APPLIED), "", ""
    try:
        birthday_set(customer, birthday=birthday, by=stored.author, at=at)
    except Refused as refusal:
        result, code, seen = Result.REFUSED, "birthday_refused", str(refusal)[:200]
    return RowReport(
        found.row.line,
        result,
        customer.pk,
        code=code,
        field=Column.BIRTHDAY if code else "",
        seen=seen,
        before=_text(before),
        after=_text(before) if code else _text(birthday),
    )


def _text(birthday: date | None) -> str | None:
    return birthday.isoformat() if birthday else None
