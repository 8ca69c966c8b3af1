"""Which awards have to move so that orders end at what they are worth, and by how much."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from earning.actions.activations import activate_awards
from earning.queries import NOTHING, Decision, Given
from loyalty.merchants.models import RefundNegative
from loyalty.points.actions import expire_for, lock_balances
from loyalty.points.queries import NO_LOTS, OwnLots, lots_of


class Change(NamedTuple):
    """One award that has to move: `points` is what it stands at afterwards, `forgiven` how much less it should.

    Its points are pending afterwards until `available_at`, if that is not past.
    """

    decision: Decision
    rule_id: int
    points: int
    forgiven: int
    before: Given
    available_at: datetime | None
    is_held: bool

    @property
    def moved(self) -> int:
        return self.points - self.before.points

    @property
    def activated(self) -> int:
        """The points that were pending too long: the clock should have made them available by now."""
        return 0 if self.is_held or self.before.available_at is None else self.before.points

    @property
    def is_clamped(self) -> bool:
        """Whether it takes from a balance that may not fall below zero for it; pending points can always go."""
        policy = self.decision.ruleset.settings.refund_negative
        return self.moved < 0 and not self.is_held and policy == RefundNegative.CLAMP


def changes_of(decisions: Sequence[Decision], *, merchant_id: int, at: datetime) -> list[Change]:
    """The changes that these decisions ask for, clamped where the programme says so.

    Where something is clamped, all accounts that move are locked, and what is due to the customers by now made
    available, what is over expired: a claw-back takes from the balance that the clock would have left, had it been in
    time. What had expired of the order itself needs no balance.
    """
    moving = [change for one in decisions for change in _moving(one, at)]
    clamped = {change.decision.customer_id for change in moving if change.is_clamped}
    if not clamped:
        return moving
    # Lock everybody whose points move, in one order, as posting does; then nobody's balance changes meanwhile.
    customers = {change.decision.customer_id for change in moving}
    lock_balances(customers, merchant_id=merchant_id)
    settling = [one.order.id for one in decisions]
    activate_awards(merchant_id=merchant_id, at=at, customer_ids=sorted(clamped), but_for_orders=settling)
    lots = _own_lots(moving, clamped, merchant_id=merchant_id, at=at)
    return list(_clamp(moving, lock_balances(customers, merchant_id=merchant_id), lots))


def _own_lots(
    moving: Sequence[Change], clamped: Collection[int], *, merchant_id: int, at: datetime
) -> dict[int, OwnLots]:
    """By award, what its lots hold once all is expired that is over by now."""
    if not expire_for(sorted(clamped), merchant_id=merchant_id, at=at):
        return {}
    names = [(one.decision.customer_id, one.before.award_id) for one in moving if one.before.award_id]
    return lots_of(names, source="award", merchant_id=merchant_id)


def _moving(decision: Decision, at: datetime) -> Iterator[Change]:
    targets, awards = decision.targets, decision.frozen.awards
    for rule_id in dict.fromkeys([*targets, *awards]):
        target, before = targets.get(rule_id, 0), awards.get(rule_id, NOTHING)
        if target != before.points - before.forgiven:
            available_at = before.available_at if before.step else decision.available_at
            is_held = available_at is not None and at < available_at
            yield Change(decision, rule_id, target, 0, before, available_at, is_held)


def _clamp(
    changes: Iterable[Change], balances: dict[int, int], lots: Mapping[int, OwnLots]
) -> Iterator[Change]:
    """The changes, none of which takes more than there is; what was not taken once is never asked for again (S6)."""
    for change in changes:
        customer_id = change.decision.customer_id
        balances[customer_id] += change.activated
        kept, own = change, lots.get(change.before.award_id, NO_LOTS)
        if change.is_clamped:
            due = change.before.points - change.before.forgiven - change.points
            taken = min(max(0, due), max(0, balances[customer_id]) + own.gone)
            held = change.before.points - taken
            kept = change._replace(points=held, forgiven=held - change.points)
        balances[customer_id] += 0 if kept.is_held else own.moves(kept.moved)
        yield kept
