"""Codes that the shop system makes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.rewards.actions.cancellations import Cancelled, cancel_coupons
from loyalty.rewards.actions.moves import REFUSALS
from loyalty.rewards.models import Coupon, CouponState, Fulfillment, Why


class CodeTaken(Refused):
    code = "code_taken"
    message = _("Another coupon has this code.")


class AlreadyConfirmed(Refused):
    code = "already_confirmed"
    message = _("This coupon has another code.")


@transaction.atomic
def confirm_coupon(coupon: Coupon, *, code: str, at: datetime) -> bool:
    """The shop made this code for the coupon; whether that is new. The same code twice is once.

    Refuses a coupon that was cancelled meanwhile or has another code, and a code that another coupon has.
    """
    locked = Coupon.objects.select_for_update(no_key=True).get(pk=coupon.pk)
    if locked.code == code:
        return False
    if locked.code is not None:
        raise AlreadyConfirmed
    if locked.state != CouponState.ISSUED:
        raise REFUSALS[locked.state]
    _write_code(locked, code, at)
    coupon.refresh_from_db()
    return True


@transaction.atomic
def fail_coupon(coupon: Coupon, *, at: datetime) -> Cancelled:
    """The shop will never make a code for it: the coupon is cancelled and its points are back. Twice is once."""
    awaited = Coupon.objects.filter(pk=coupon.pk, fulfillment=Fulfillment.PENDING)
    cancelled = cancel_coupons(
        list(awaited.values_list("pk", flat=True)),
        merchant_id=coupon.merchant_id,
        at=at,
        why=Why.NOT_CONFIRMED,
    )
    coupon.refresh_from_db()
    return cancelled


def _write_code(coupon: Coupon, code: str, at: datetime) -> None:
    coupon.code, coupon.fulfillment, coupon.updated_at = code, Fulfillment.ISSUED, at
    try:
        with transaction.atomic():
            coupon.save(update_fields=["code", "fulfillment", "updated_at"])
    except IntegrityError as error:
        raise CodeTaken from error
