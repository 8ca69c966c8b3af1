"""Changes to the programme's arithmetic."""

from datetime import datetime

from django.db import transaction

from earning.actions import publish_ruleset
from loyalty.merchants.actions import set_rounding
from loyalty.merchants.models import Merchant, Rounding


@transaction.atomic
def rounding_changed(merchant: Merchant, rounding: Rounding, *, at: datetime) -> None:
    """Orders settled from here on are rounded this way; those settled before keep theirs."""
    set_rounding(merchant, rounding)
    publish_ruleset(merchant, at=at)
