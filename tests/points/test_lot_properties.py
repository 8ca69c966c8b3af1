"""Whatever is earned, spent, taken back and undone, whenever: the lots add up, and hold no more than the balance."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.points.actions import Posted
from loyalty.points.models import Kind
from tests.points.cast import differences, sums
from tests.points.lots import (
    adjust,
    at,
    cancel,
    earn,
    expiring,
    let_expire,
    lots,
    make_expiring,
    redeem,
    run_clock,
)

# What happens often stands here more than once.
KINDS = [
    *("earn", "earn", "earn", "refund", "restore", "redeem", "redeem", "cancel"),
    *("gift", "take", "clock", "change"),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(1, 120),
        st.integers(0, 3),
        st.integers(0, 50),
    ),
    max_size=14,
)


@dataclass
class Story:
    """What Ada did so far: each method is one step, of so many points; `which` picks one of those before."""

    ada: Customer
    day: date = date(2026, 1, 10)
    redeemed: list[Posted] = field(default_factory=list)
    earned: dict[int, int] = field(default_factory=dict)

    @property
    def today(self) -> str:
        return self.day.isoformat()

    def earn(self, points: int, _which: int) -> None:
        award = len(self.earned) + 10
        earn(self.ada, points, self.today, award=award)
        self.earned[award] = points

    def refund(self, points: int, which: int) -> None:
        self._change_order(which, lambda held: -min(points, held))

    def restore(self, points: int, which: int) -> None:
        self._change_order(which, lambda _held: points)

    def redeem(self, points: int, _which: int) -> None:
        self.redeemed.append(redeem(self.ada, points, self.today))

    def cancel(self, _points: int, which: int) -> None:
        if self.redeemed:
            cancel(self.ada, self.redeemed[which % len(self.redeemed)], self.today)

    def gift(self, points: int, _which: int) -> None:
        adjust(self.ada, points, self.today)

    def take(self, points: int, _which: int) -> None:
        adjust(self.ada, -points, self.today)

    def clock(self, _points: int, _which: int) -> None:
        run_clock(self.ada, at(self.today))

    def change(self, points: int, which: int) -> None:
        mode = ("lot", "lot", "inactivity", "none")[which]
        let_expire(self.ada.merchant, mode, months=points % 3 + 1)

    def _change_order(self, which: int, moved: Callable[[int], int]) -> None:
        if self.earned:
            award = list(self.earned)[which % len(self.earned)]
            if points := moved(self.earned[award]):
                self.earned[award] += points
                earn(self.ada, points, self.today, award=award, kind=Kind.EARN_ADJUST)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_lots_and_the_rest_are_the_balance(steps: list[tuple[str, int, int, int]]) -> None:
    story = Story(make_expiring(months=2))
    is_all_dated = True

    for step, points, which, days in steps:
        story.day += timedelta(days=days)
        with suppress(Refused):
            getattr(story, step)(points, which)
        is_all_dated &= step != "change"
        balance, held = sums(story.ada)[0], sum(points for _day, points in lots(story.ada))
        assert 0 <= held <= max(balance, 0)
        assert held == max(balance, 0) or not is_all_dated

    assert differences() == []
    assert sum(points for _day, points in expiring(story.ada)) <= max(sums(story.ada)[0], 0)
