"""A merchant arrives."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django_scopes import scope

from earning.actions import publish_ruleset
from loyalty.flows.segments import ready_made_written
from loyalty.merchants.actions import create_merchant
from loyalty.merchants.models import Merchant, Rounding
from loyalty.team.actions import add_member
from loyalty.team.models import Role, User


@transaction.atomic
def merchant_signed_up(
    user: User,
    *,
    name: str,
    at: datetime,
    currency: str = "EUR",
    timezone: str = "UTC",
    language: str = "en",
    rounding: Rounding = Rounding.FLOOR,
) -> Merchant:
    """A merchant whose programme has started, owned by `user`, with no rules yet."""
    merchant = create_merchant(
        name, currency=currency, timezone=timezone, language=language, at=at, rounding=rounding
    )
    with scope(merchant=merchant):
        add_member(merchant, user=user, role=Role.OWNER)
        publish_ruleset(merchant, at=at)
        with translation.override(language):
            ready_made_written(merchant, at=at)
    return merchant
