"""Extra points of campaigns: once for an order, with the oldest of their rules that gives something."""

from collections.abc import Sequence

from earning.catalogue import PLACE_ORDER
from earning.evaluation.campaigns import covers
from earning.evaluation.evaluations import Evaluation
from earning.snapshots import FrozenCampaign, FrozenRuleset


def add_extras(evaluation: Evaluation, ruleset: FrozenRuleset, running: Sequence[FrozenCampaign]) -> None:
    """Each campaign's extra points, where one of its rules gives something."""
    for campaign in running:
        if campaign.extra_points:
            _give(campaign, campaign.extra_points, evaluation, ruleset)


def pass_on_extras(
    evaluation: Evaluation, ruleset: FrozenRuleset, running: Sequence[FrozenCampaign], *, refused: int
) -> None:
    """A rule whose limit was reached gives nothing: what campaigns added to it goes to the next of their rules."""
    extras = evaluation.account_of(refused).pop("extra", ())
    campaigns = {campaign.campaign_id: campaign for campaign in running}
    for campaign_id, points in extras:
        _give(campaigns[campaign_id], points, evaluation, ruleset)


def _give(campaign: FrozenCampaign, points: int, evaluation: Evaluation, ruleset: FrozenRuleset) -> None:
    covered = [
        rule.rule_id
        for rule in ruleset.about(PLACE_ORDER.code)
        if rule.rule_id in evaluation.points and covers(campaign, rule)
    ]
    if covered:
        first = min(covered)
        extras = [*evaluation.account_of(first).get("extra", ()), [campaign.campaign_id, points]]
        evaluation.correct(first, to=evaluation.points[first] + points, extra=extras)
