"""Actions that apps bring with them, and take away when they go."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from earning.actions.rulesets import publish_ruleset
from earning.catalogue import EarningAction
from earning.models import BroughtAction
from loyalty.merchants.models import Merchant


@transaction.atomic
def bring_actions(merchant: Merchant, *, source: str, actions: Sequence[EarningAction], at: datetime) -> None:
    """From now on rules can be about these actions and no others of the app `source`; twice is once.

    Rules about them that were made before, and had been left without their action, count again.
    """
    BroughtAction.objects.bulk_create(
        [_row(action, merchant, source) for action in actions],
        update_conflicts=True,
        unique_fields=["merchant", "token"],
        update_fields=["source", "texts", "icon", "unit", "is_available"],
    )
    others = BroughtAction.objects.filter(source=source).exclude(token__in=[one.code for one in actions])
    others.update(is_available=False)
    publish_ruleset(merchant, at=at)


@transaction.atomic
def withdraw_actions(merchant: Merchant, *, source: str, at: datetime) -> None:
    """Nothing counts towards the actions of the app `source` any more; their rules wait until they come back."""
    BroughtAction.objects.filter(source=source).update(is_available=False)
    publish_ruleset(merchant, at=at)


def _row(action: EarningAction, merchant: Merchant, source: str) -> BroughtAction:
    return BroughtAction(
        merchant=merchant,
        source=source,
        token=action.code,
        texts={code: _texts(action, code) for code, _name in settings.LANGUAGES},
        icon=action.icon,
        unit=action.unit,
        is_available=True,
    )


def _texts(action: EarningAction, language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "name": str(action.name),
            "explanation": str(action.explanation),
            "before": str(action.before or action.name),
            "after": str(action.after or action.name),
        }
