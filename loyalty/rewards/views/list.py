"""The ways to redeem."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from loyalty.rewards.models import Exchange, Reward, RewardType
from loyalty.rewards.queries import ListedReward, listed_rewards, price_text, range_text, worth_text
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

RECENT = timedelta(days=30)
COLUMNS = (
    Column(_("Reward")),
    Column(_("Price")),
    Column(_("Status")),
    Column(_("Redeemed in 30 days"), is_number=True),
    Column(_("Points spent"), is_number=True, is_wide=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One reward as the list shows it."""

    listed: ListedReward
    note: str
    price: str


@require_safe
@team_required()
def rewards(request: MerchantRequest) -> HttpResponse:
    listed = listed_rewards(request.merchant.pk, since=now() - RECENT)
    lines = [_line(one, request.merchant.currency) for one in listed]
    context = {
        "groups": [(label, found) for label, found in _in_groups(lines) if found],
        "headings": headings(COLUMNS),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "rewards/rewards.html", context)


def _line(listed: ListedReward, currency: str) -> Line:
    reward = listed.reward
    return Line(listed, _note(reward, currency), price_text(reward, currency=currency))


def _note(reward: Reward, currency: str) -> str:
    """What stands under the name; one's own kind of reward says nothing else."""
    if reward.exchange == Exchange.VARIABLE:
        return range_text(reward)
    if reward.type == RewardType.CUSTOM:
        return reward.get_type_display()
    return worth_text(reward, currency=currency)


def _in_groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    given = [line for line in lines if line.listed.reward.exchange == Exchange.NONE]
    sold = [line for line in lines if line not in given]
    return [(gettext("For points"), sold), (gettext("Only as a gift"), given)]
