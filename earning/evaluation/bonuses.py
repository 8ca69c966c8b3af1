"""What each campaign adds to an order, and how much of it its budget allows."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from earning.evaluation.evaluations import Evaluation
from earning.snapshots import FrozenCampaign
from loyalty.merchants.models import Stacking

Evaluate = Callable[[Sequence[FrozenCampaign]], Evaluation]


class Budgets:
    """What campaigns added in all: as counted in the database, and as decided since."""

    def __init__(self, counted: Mapping[int, int]) -> None:
        self._spent = Counter(counted)
        self._held: dict[tuple[int, int], int] = {}

    def hold(self, campaign_id: int, *, order_id: int, points: int) -> None:
        """An order of the batch has so many of the points that were counted."""
        self._held[campaign_id, order_id] = points

    def note(self, campaign_id: int, *, order_id: int, points: int) -> None:
        """An order of the batch has so many points from now on."""
        self._spent[campaign_id] += points - self._held.get((campaign_id, order_id), 0)
        self._held[campaign_id, order_id] = points

    def room_of(self, campaign: FrozenCampaign, *, order_id: int, frozen: int | None) -> int:
        """How many points the campaign may add to one order: never more than was left when it was first asked."""
        held = self._held.get((campaign.campaign_id, order_id), 0)
        left = (campaign.budget_points or 0) - self._spent[campaign.campaign_id]
        room = max(held, held + left)
        return room if frozen is None else min(frozen, room)


class Shared(NamedTuple):
    """What the rules give, what of it each campaign added, and the room that those with a budget had for it."""

    evaluation: Evaluation
    bonuses: dict[int, int]
    rooms: dict[int, int]


def share_out(
    running: Sequence[FrozenCampaign],
    evaluate: Evaluate,
    *,
    room_of: Callable[[FrozenCampaign], int],
    stacking: Stacking,
) -> Shared:
    """The campaigns one after the other: what one adds is what it makes of all that came before it.

    Those without a budget come first. One whose budget does not reach adds what is left, and those after it are
    computed as if it did not run.
    """
    shares = _Shares(evaluate, stacking)
    for campaign in running:
        if campaign.budget_points is None:
            shares.add(campaign)
    for campaign in running:
        if campaign.budget_points is not None:
            shares.add_within(campaign, room_of(campaign))
    return Shared(shares.evaluation(), shares.bonuses, shares.rooms)


class _Cut(NamedTuple):
    """A campaign that could not add all it would have, and the rules that it would have added to."""

    campaign_id: int
    wanted: int
    given: int
    rule_ids: tuple[int, ...]


class _Shares:
    def __init__(self, evaluate: Evaluate, stacking: Stacking) -> None:
        self.bonuses: dict[int, int] = {}
        self.rooms: dict[int, int] = {}
        self._evaluate = evaluate
        self._total = sum if stacking == Stacking.ADD else _best
        self._share = _first_rules_first if stacking == Stacking.ADD else _up_to_the_best
        self._full: list[FrozenCampaign] = []
        self._cuts: list[_Cut] = []
        self._points = dict(evaluate([]).points)

    def add(self, campaign: FrozenCampaign) -> None:
        """Adds, or takes, whatever the campaign makes of it."""
        self._full.append(campaign)
        points = dict(self._evaluate(self._full).points)
        self.bonuses[campaign.campaign_id] = self._sum(points) - self._sum(self._points)
        self._points = points

    def add_within(self, campaign: FrozenCampaign, room: int) -> None:
        """Adds what the campaign would, as far as there is room."""
        most = _larger(self._points, self._evaluate([*self._full, campaign]).points)
        wanted = self._sum(most) - self._sum(self._points)
        given = min(wanted, room)
        self.bonuses[campaign.campaign_id] = given
        if wanted:
            self.rooms[campaign.campaign_id] = room
        if given == wanted:
            if room:
                self._full.append(campaign)
            self._points = most
        else:
            points = self._share(self._points, most, given)
            cut = tuple(rule_id for rule_id in most if points.get(rule_id, 0) < most[rule_id])
            self._cuts.append(_Cut(campaign.campaign_id, wanted, given, cut))
            self._points = points

    def evaluation(self) -> Evaluation:
        """The account by the campaigns that add all they would, and what the others added to it."""
        evaluation = self._evaluate(self._full)
        for rule_id, points in self._points.items():
            if points != evaluation.points.get(rule_id, 0):
                evaluation.correct(rule_id, to=points)
        for cut in self._cuts:
            for rule_id in cut.rule_ids:
                budgets = [*evaluation.account_of(rule_id).get("budgets", ()), list(cut[:3])]
                evaluation.correct(rule_id, to=self._points.get(rule_id, 0), budgets=budgets)
        return evaluation

    def _sum(self, points: Mapping[int, int]) -> int:
        return self._total(points.values())


def _best(points: Iterable[int]) -> int:
    return max(points, default=0)


def _larger(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {rule_id: max(one.get(rule_id, 0), other.get(rule_id, 0)) for rule_id in {**one, **other}}


def _first_rules_first(before: Mapping[int, int], most: Mapping[int, int], given: int) -> dict[int, int]:
    """So many points more in all, the oldest rule's first."""
    points = dict(before)
    for rule_id in sorted(most):
        added = min(given, most[rule_id] - before.get(rule_id, 0))
        points[rule_id] = before.get(rule_id, 0) + added
        given -= added
    return points


def _up_to_the_best(before: Mapping[int, int], most: Mapping[int, int], given: int) -> dict[int, int]:
    """Where only the best rule counts, it gives so many points more than the best did."""
    limit = _best(before.values()) + given
    return {rule_id: min(points, limit) for rule_id, points in most.items()}
