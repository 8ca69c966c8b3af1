"""What a team member does to campaigns."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from earning.actions import CampaignTerms, create_campaign, revise_campaign, set_campaign_active
from earning.models import Campaign
from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.flows.locks import hold_program
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

SUBJECT = "campaign"


class CampaignChangedMeanwhile(Refused):
    code = "campaign_changed"
    message = _("Somebody else saved this campaign while you were editing. Look at it again, then change it.")


@transaction.atomic
def campaign_created(
    merchant: Merchant, *, terms: CampaignTerms, by: User | None, at: datetime, key: UUID | None = None
) -> Campaign:
    """A campaign in force; the same `key` again is the same campaign.

    Refused as `InvalidCampaign`, which names the `field`.
    """
    hold_program(merchant)
    if key and (earlier := Campaign.objects.filter(form_key=key).first()):
        return earlier
    campaign = create_campaign(merchant, terms=terms, at=at, key=key)
    _record("campaign.created", campaign, by=by, at=at, after=_values(campaign))
    return campaign


@transaction.atomic
def campaign_revised(
    campaign: Campaign, *, terms: CampaignTerms, by: User | None, at: datetime, seen: int | None = None
) -> None:
    """The campaign says something else from now on. `seen` is the version that was edited.

    Refused as `InvalidCampaign`, and as `CampaignChangedMeanwhile` if a newer version stands by now.
    """
    locked = Campaign.objects.select_for_update().select_related("merchant").get(pk=campaign.pk)
    if seen is not None and locked.version != seen:
        raise CampaignChangedMeanwhile
    before = _values(locked)
    revise_campaign(locked, terms=terms, at=at)
    locked.refresh_from_db()
    after = _values(locked)
    changed = [name for name in before if before[name] != after[name]]
    _record(
        "campaign.revised",
        locked,
        by=by,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


@transaction.atomic
def campaign_switched(campaign: Campaign, *, is_active: bool, by: User | None, at: datetime) -> None:
    """The campaign counts from now on, or no longer; one that already does stays as it is."""
    locked = Campaign.objects.select_for_update().select_related("merchant").get(pk=campaign.pk)
    if locked.is_active == is_active:
        return
    set_campaign_active(locked, is_active=is_active, at=at)
    action = "campaign.switched_on" if is_active else "campaign.switched_off"
    _record(action, locked, by=by, at=at, before={"is_active": not is_active}, after={"is_active": is_active})


def _values(campaign: Campaign) -> dict[str, Any]:
    values = model_to_dict(campaign, exclude=["id", "merchant", "created_at", "is_active", "version"])
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _record(
    action: str, campaign: Campaign, *, by: User | None, at: datetime, **values: dict[str, Any]
) -> None:
    merchant_id = campaign.merchant_id
    record(
        action, subject=SUBJECT, subject_id=campaign.pk, merchant_id=merchant_id, actor=by, at=at, **values
    )
