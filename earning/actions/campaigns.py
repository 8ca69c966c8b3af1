"""Campaigns: for a time rules give more."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from earning.actions.rulesets import publish_ruleset
from earning.catalogue import PLACE_ORDER
from earning.models import Campaign, Overlap, Rule
from earning.snapshots import FrozenCampaign
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant, Store

MOST_TIMES = Decimal(1000)
MOST_POINTS = 10**9


class InvalidCampaign(Refused):
    """`field` names what is wrong, `reason` says it."""

    code = "invalid_campaign"
    message = _("%(reason)s")


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """What a campaign says. It counts for orders placed from `starts_at` until before `ends_at` (S24).

    No `rule_ids` are all rules about orders, no `store_ids` all stores and none. It adds `budget_points` in all.
    """

    name: str
    starts_at: datetime
    ends_at: datetime
    multiplier: Decimal = Decimal(1)
    extra_points: int = 0
    rule_ids: tuple[int, ...] = ()
    store_ids: tuple[int, ...] = ()
    budget_points: int | None = None
    overlap: Overlap = Overlap.BEST


def as_frozen_campaign(terms: CampaignTerms, *, campaign_id: int = 0) -> FrozenCampaign:
    """A campaign that says this, ready to be tried out."""
    said = {**asdict(terms), "multiplier": Fraction(terms.multiplier)}
    return FrozenCampaign(campaign_id=campaign_id, **said)


def terms_of_campaign(campaign: Campaign) -> CampaignTerms:
    """What a campaign says."""
    return CampaignTerms(
        name=campaign.name,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        multiplier=campaign.multiplier,
        extra_points=campaign.extra_points,
        rule_ids=tuple(campaign.rule_ids),
        store_ids=tuple(campaign.store_ids),
        budget_points=campaign.budget_points,
        overlap=Overlap(campaign.overlap),
    )


@transaction.atomic
def create_campaign(
    merchant: Merchant, *, terms: CampaignTerms, at: datetime, key: UUID | None = None
) -> Campaign:
    """A campaign in force for orders settled from here on; the database takes a `key` once.

    Refuses (`InvalidCampaign`) what makes no sense.
    """
    _check(terms)
    campaign = Campaign.objects.create(merchant=merchant, form_key=key, created_at=at, **_fields(terms))
    publish_ruleset(merchant, at=at)
    return campaign


@transaction.atomic
def revise_campaign(campaign: Campaign, *, terms: CampaignTerms, at: datetime) -> None:
    """The campaign says this from now on; orders settled before keep what it said."""
    _check(terms)
    Campaign.objects.filter(pk=campaign.pk).update(version=F("version") + 1, **_fields(terms))
    publish_ruleset(campaign.merchant, at=at)


@transaction.atomic
def set_campaign_active(campaign: Campaign, *, is_active: bool, at: datetime) -> None:
    """The campaign counts from now on, or no longer; what it gave stays."""
    Campaign.objects.filter(pk=campaign.pk).update(is_active=is_active)
    publish_ruleset(campaign.merchant, at=at)


def _check(terms: CampaignTerms) -> None:
    budget = terms.budget_points
    problems = {
        "name": (not terms.name.strip(), _("Give the campaign a name.")),
        "ends_at": (terms.ends_at <= terms.starts_at, _("The campaign would end before it starts.")),
        "multiplier": (not 0 <= terms.multiplier <= MOST_TIMES, _("Multiply by 0 to 1,000.")),
        "extra_points": (not 0 <= terms.extra_points <= MOST_POINTS, _("Give 0 to 1,000,000,000 points.")),
        "budget_points": (
            budget is not None and not 1 <= budget <= MOST_POINTS,
            _("Set aside 1 to 1,000,000,000 points."),
        ),
        "rule_ids": (not _are_rules(terms.rule_ids), _("Choose among your rules about orders.")),
        "store_ids": (not _are_stores(terms.store_ids), _("Choose among your stores.")),
    }
    for field, (is_wrong, reason) in problems.items():
        if is_wrong:
            raise InvalidCampaign(field=field, reason=str(reason))
    if terms.multiplier == 1 and not terms.extra_points:
        raise InvalidCampaign(field="multiplier", reason=str(_("The campaign would change nothing.")))
    if budget is not None and terms.multiplier < 1:
        raise InvalidCampaign(
            field="budget_points", reason=str(_("A campaign that gives less spends nothing."))
        )


def _are_rules(ids: tuple[int, ...]) -> bool:
    return not ids or Rule.objects.filter(pk__in=ids, action=PLACE_ORDER.code).count() == len(set(ids))


def _are_stores(ids: tuple[int, ...]) -> bool:
    return not ids or Store.objects.filter(pk__in=ids).count() == len(set(ids))


def _fields(terms: CampaignTerms) -> dict[str, Any]:
    return {**asdict(terms), "rule_ids": list(terms.rule_ids), "store_ids": list(terms.store_ids)}
