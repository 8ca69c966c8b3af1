"""Spending lots at the same time. Without the lock not everybody is answered rightly: so the test can tell."""

from collections import Counter
from contextlib import nullcontext

import pytest
from django.db import transaction

from loyalty.points.actions import NotEnoughPoints, Posted, postings, spending
from tests.points.cast import differences, sums
from tests.points.lots import adjust, cancel, earn, lots, make_expiring, redeem
from tests.races import AT_THE_GATE, at_once, gate_for

# Everybody has looked before anybody writes.
UNLOCKED = postings.POST.replace("FOR NO KEY UPDATE", "").replace("FROM seen", f"FROM seen, {AT_THE_GATE}")
UNLOCKED_SPENDING = spending.SPEND.replace("FROM account JOIN", f"FROM {AT_THE_GATE}, account JOIN")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_careful", [True, False], ids=["locked", "not locked"])
def test_redemptions_at_once_never_take_the_same_points(
    is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    earn(ada, 100, "2026-02-10")
    if not is_careful:
        # What is left of the promise is the lot's constraint.
        monkeypatch.setattr(postings, "LOCK", "SELECT 1")
        monkeypatch.setattr(spending, "SPEND", UNLOCKED_SPENDING)

    with nullcontext() if is_careful else gate_for(6):
        results = at_once(lambda _number: redeem(ada, 100, "2026-03-01"), times=6)

    kinds = Counter(type(result) for result in results)
    assert (kinds == {Posted: 2, NotEnoughPoints: 4}) is is_careful, results
    if is_careful:
        assert (sums(ada)[0], lots(ada)) == (0, [])
    assert differences() == []


@pytest.mark.parametrize("is_careful", [True, False], ids=["locked", "not locked"])
def test_redemptions_at_once_within_transactions_never_take_the_same_points(
    is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    earn(ada, 100, "2026-02-10")
    if not is_careful:
        monkeypatch.setattr(postings, "POST", UNLOCKED)

    def act(_number: int) -> Posted:
        with transaction.atomic():
            return redeem(ada, 100, "2026-03-01")

    with nullcontext() if is_careful else gate_for(6):
        results = at_once(act, times=6)

    kinds = Counter(type(result) for result in results)
    assert (kinds == {Posted: 2, NotEnoughPoints: 4}) is is_careful, results
    assert differences() == []


def test_everything_at_once_keeps_the_lots_right() -> None:
    ada = make_expiring()
    for day in range(10, 20):
        earn(ada, 50, f"2026-01-{day}", award=day)
    redemptions = [redeem(ada, 40, "2026-02-01") for _number in range(4)]

    def act(number: int) -> object:
        if number < 4:
            return cancel(ada, redemptions[number], "2026-03-01")
        if number < 8:
            return redeem(ada, 30, "2026-03-01")
        if number < 12:
            return earn(ada, -20, "2026-03-01", award=number + 4)
        return adjust(ada, 15, "2026-03-01")

    results = at_once(act, times=16)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert sums(ada)[0] == 500 - 4 * 30 - 4 * 20 + 4 * 15
    assert differences() == []
