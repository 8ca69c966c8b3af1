"""Changes that move customers: planned, worked out, then applied in chunks or left."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from vip.actions.programs import check_terms
from vip.actions.reviews import NOBODY, Review, Reviewed, review_everybody, review_values
from vip.actions.statements import PREVIEW_ALL
from vip.models import VipChange, VipPhase, phases_before
from vip.queries import terms_in_force
from vip.queries.previews import Preview, count_moves, next_customers
from vip.queries.standings import Everybody, everybodys_values, standing_sql
from vip.snapshots import VipTerms


class ChangeIsOver(Refused):
    code = "vip_change_is_over"
    message = _("This change was applied or discarded before.")


class ChangeUnderWay(Refused):
    code = "vip_change_under_way"
    message = _("Another change is being applied. Wait until it is done.")


def plan_change(merchant: Merchant, terms: VipTerms, *, by_id: int | None, at: datetime) -> VipChange:
    """A change that waits to be worked out. Refuses (`InvalidVip`) what makes no sense."""
    check_terms(terms)
    was = terms_in_force(merchant.pk)
    return VipChange.objects.create(
        merchant=merchant,
        author_id=by_id,
        terms=terms.as_json(),
        was=was.as_json(),
        based_on=terms.version,
        created_at=at,
    )


def preview_next(change: VipChange, review: Review, *, at: datetime, size: int) -> int:
    """Works out who of the next customers would move; how many were looked at, 0 once it is known of all."""
    count, last_id = next_customers(change.after_id, size=size)
    if not count:
        reach(change, VipPhase.CHECKED)
        return 0
    everybody = Everybody(change.after_id, last_id, at.astimezone(review.timezone).date())
    values = everybodys_values(
        review.terms, everybody, merchant_id=review.merchant_id, timezone=review.timezone.key
    )
    preview = Preview.from_json(change.preview)
    sql = standing_sql(review.terms, everybody=True) + PREVIEW_ALL
    count_moves(sql, {**values, **review_values(review), "at": at}, preview)
    preview.looked_at += count
    change.preview, change.after_id = preview.as_json(), last_id
    change.save(update_fields=["preview", "after_id"])
    return count


def apply_next(change: VipChange, review: Review, *, at: datetime, size: int) -> tuple[int, Reviewed]:
    """Reviews the next customers; how many they were, 0 once it is all of them, and what became of them."""
    count, last_id = next_customers(change.after_id, size=size)
    if not count:
        reach(change, VipPhase.APPLIED, applied_at=at)
        return 0, NOBODY
    reviewed = review_everybody(review, after_id=change.after_id, through_id=last_id, at=at)
    change.after_id = last_id
    change.save(update_fields=["after_id"])
    return count, reviewed


def reach(change: VipChange, phase: VipPhase, **fields: object) -> None:
    """The change is in this phase, at whose beginning nobody has been looked at.

    Refuses `ChangeIsOver` where that cannot follow, and `ChangeUnderWay` where another is being applied.
    """
    moving = VipChange.objects.filter(pk=change.pk, phase__in=phases_before(phase))
    try:
        with transaction.atomic():
            moved = moving.update(phase=phase, after_id=0, **fields)
    except IntegrityError as error:
        raise ChangeUnderWay from error
    if not moved:
        raise ChangeIsOver
    change.refresh_from_db()
