"""Files of `email,points`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.customers.mapping.rows import Row
from loyalty.customers.mapping.values import points_of
from loyalty.customers.models import CustomerImport, CustomerImportRow, ImportKind, Result
from loyalty.customers.snapshots import Column, Mode, PersonRow, Reading, RowReport
from loyalty.files.mapping.problems import RowProblem
from loyalty.flows.people.kind import Found, Kind, make, owners_of
from loyalty.merchants.models import Merchant
from loyalty.points.actions import Posting, expire_for, lock_balances, post_many
from loyalty.points.models import LONGEST_DESCRIPTION
from loyalty.points.models import Kind as EntryKind


class Points(Kind):
    code = ImportKind.POINTS
    tagline = gettext_lazy("Give points, take them away, or set balances.")
    needed = (Column.EMAIL, Column.POINTS)
    example = "email,points\nada@example.com,250\ngrace@example.com,1000\n"

    def find(self, rows: Sequence[PersonRow], *, merchant: Merchant, at: datetime) -> list[Found]:
        """Points may be given to somebody who has not come yet: they wait for them to register."""
        known = super().find(rows, merchant=merchant, at=at)
        makers = [one.row for one in known if one.customer_id or one.row.said >= 0]
        made = {one.row.line: one for one in make(makers, merchant=merchant, at=at)}
        return [made.get(one.row.line, one) for one in known]

    def said(self, row: Row, reading: Reading) -> int:
        points = points_of(row.get(Column.POINTS, ""))
        if points < 0 and reading.mode == Mode.RESET:
            raise RowProblem("points_below_zero", Column.POINTS, row[Column.POINTS])
        return points

    def apply(
        self,
        found: Sequence[Found],
        *,
        stored: CustomerImport,
        reading: Reading,
        merchant: Merchant,
        at: datetime,
    ) -> list[RowReport]:
        # Lock before reading: what a balance is set to is reached from the balance as it is when it is posted, after
        # what is over by then.
        expire_for(sorted({one.id for one in found}), merchant_id=merchant.pk, at=at)
        balances = lock_balances([one.id for one in found], merchant_id=merchant.pk)
        reports = [_report(one, reading, balances[one.id]) for one in found]
        with translation.override(merchant.language):
            text = reading.description.strip() or _("Points imported")
        post_many(
            [
                Posting(
                    customer_id=report.customer_id or 0,
                    key=f"import-{stored.pk}",
                    kind=EntryKind.IMPORT,
                    points=report.after - report.before,
                    description=text[:LONGEST_DESCRIPTION],
                    internal_note=reading.note,
                    source="import",
                    source_id=stored.pk,
                    actor_id=stored.author_id,
                    occurred_at=at,
                )
                for report in reports
                if report.result == Result.APPLIED
            ],
            merchant_id=merchant.pk,
        )
        return reports

    def withdraw(
        self, rows: Sequence[CustomerImportRow], *, stored: CustomerImport, merchant: Merchant, at: datetime
    ) -> None:
        with translation.override(merchant.language):
            text = _("Import taken back")
        owners = owners_of(rows)
        there = [row for row in rows if row.customer_id in owners and row.after != row.before]
        opposites = [_opposite(row, text, owners, stored=stored, at=at) for row in there]
        post_many(opposites, merchant_id=merchant.pk)


def _report(found: Found, reading: Reading, balance: int) -> RowReport:
    points: int = found.row.said
    after = points if reading.mode == Mode.RESET else balance + points
    result, code, seen = (Result.UNCHANGED if after == balance else Result.APPLIED), "", ""
    if points < 0 and after < 0:
        result, code, seen = Result.REFUSED, "balance_too_low", str(balance)
    return RowReport(
        found.row.line,
        result,
        found.customer_id,
        is_new=found.is_new,
        code=code,
        field=Column.POINTS if code else "",
        seen=seen,
        before=balance,
        after=balance if code else after,
    )


def _opposite(
    row: CustomerImportRow, text: str, owners: Mapping[int, int], *, stored: CustomerImport, at: datetime
) -> Posting:
    customer_id = row.customer_id or 0
    owner_id, key = owners[customer_id], f"import-{stored.pk}-back"
    return Posting(
        customer_id=owner_id,
        # Both may stand in the file who are one now.
        key=key if owner_id == customer_id else f"{key}-{customer_id}",
        kind=EntryKind.IMPORT,
        points=(row.before or 0) - (row.after or 0),
        description=text,
        source="import",
        source_id=stored.pk,
        actor_id=stored.author_id,
        occurred_at=at,
    )
