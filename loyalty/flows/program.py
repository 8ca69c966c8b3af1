"""Changes to the programme's settings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from earning.actions import publish_ruleset
from loyalty.audit.actions import record
from loyalty.merchants.actions import change_program, with_first_day
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


@transaction.atomic
def program_changed(merchant: Merchant, changes: Mapping[str, Any], *, by: User | None, at: datetime) -> None:
    """The settings named are so from now on; orders settled before keep those they were settled with.

    Refused as `InvalidSetting`, which names the `field`. What is so already changes nothing.
    """
    changed = change_program(merchant, with_first_day(merchant, changes, at=at))
    if not changed:
        return
    record(
        "program.changed",
        subject="program",
        subject_id=merchant.pk,
        merchant_id=merchant.pk,
        actor=by,
        at=at,
        before={name: _plain(before) for name, (before, _after) in changed.items()},
        after={name: _plain(after) for name, (_before, after) in changed.items()},
    )
    publish_ruleset(merchant, at=at)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
