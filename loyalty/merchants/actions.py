"""Changing a merchant and its programme."""

from datetime import datetime

from django.db import transaction

from loyalty.merchants.models import Merchant, Program, Rounding, Store


@transaction.atomic
def create_merchant(
    name: str,
    *,
    currency: str,
    timezone: str,
    language: str,
    at: datetime,
    rounding: Rounding = Rounding.FLOOR,
) -> Merchant:
    """A merchant with its programme running from `at`. `currency` is an ISO 4217 code, `timezone` an IANA name."""
    merchant = Merchant.objects.create(
        name=name, currency=currency, timezone=timezone, language=language, created_at=at
    )
    merchant.program = Program.objects.create(merchant=merchant, started_at=at, rounding=rounding)
    return merchant


def set_rounding(merchant: Merchant, rounding: Rounding) -> None:
    """How fractions of a point are treated from now on."""
    Program.objects.filter(merchant=merchant).update(rounding=rounding)


def add_store(merchant: Merchant, *, name: str, source: str, external_id: str) -> Store:
    """The merchant's store of this outside id, made where it is not known; one that is keeps its name."""
    store, _is_new = Store.objects.get_or_create(
        merchant=merchant, source=source, external_id=external_id, defaults={"name": name}
    )
    return store
