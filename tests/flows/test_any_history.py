"""Whatever is said of orders, in whatever order and however often: the ledger ends where the plain sums end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earning.actions import CampaignTerms, RuleTerms, create_rule
from earning.catalogue import PLACE_ORDER
from earning.conditions import MinimumOrder
from earning.models import Award, Rule, ValueType
from loyalty import flows
from loyalty.merchants.models import Merchant, Rounding
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts, ReturnedLine
from loyalty.points.models import PointsAccount
from loyalty.points.queries import find_differences
from tests.cast import MONDAY, make_merchant
from tests.flows.plain import Programme, points_of
from tests.flows.shop import ADA, day

THOROUGH = settings.get_current_profile_name() == "thorough"
CENTS = st.integers(0, 300_00)
SKUS = st.sampled_from(["oil", "salt", "card"])

conditions = st.one_of(st.just(()), st.builds(lambda cents: (MinimumOrder(cents),), st.integers(1, 300_00)))
per_amount = st.builds(
    RuleTerms,
    st.just("A rule"),
    st.just(ValueType.PER_AMOUNT),
    st.integers(1, 20),
    st.integers(1, 500),
    st.booleans(),
    conditions,
)
fixed = st.builds(
    RuleTerms, st.just("A rule"), st.just(ValueType.FIXED), st.integers(1, 20), conditions=conditions
)
programmes = st.builds(
    Programme,
    st.sampled_from(Rounding),
    st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(1, 4)]),
    st.booleans(),
    st.booleans(),
    # Not held, over before anything is heard, and over when half of it may have been.
    st.sampled_from([0, 1, 14]),
)
lines = st.lists(
    st.builds(LineFacts, SKUS, st.integers(0, 4), CENTS, st.integers(0, 20_00), is_gift_card=st.booleans()),
    max_size=3,
).map(tuple)
money = st.builds(
    AmountFacts, st.just("EUR"), CENTS, st.integers(0, 50_00), st.integers(0, 20_00), lines=lines
)
# What a message says besides its time and its order.
says = st.one_of(
    st.builds(lambda amounts: {"amounts": amounts}, money),
    st.builds(lambda amounts: {"state": OrderState.PAID, "amounts": amounts}, money),
    st.just({"state": OrderState.PAID}),
    st.just({"state": OrderState.CANCELLED}),
    st.builds(
        lambda goods, back: {"refund": (goods, tuple(back))},
        CENTS,
        st.lists(st.builds(ReturnedLine, SKUS, st.integers(0, 3)), max_size=2),
    ),
)
first_says = st.builds(lambda amounts: {"state": OrderState.PAID, "amounts": amounts}, money)
histories = st.lists(st.tuples(st.sampled_from("12"), says), max_size=7).flatmap(
    lambda later: st.tuples(first_says.map(lambda said: ("1", said)), st.just(later))
)


def spoken(minute: int, order: str, said: dict[str, Any]) -> OrderFacts:
    """One message, at a time of its own."""
    at = MONDAY + timedelta(minutes=minute)
    said = dict(said)
    if refund := said.pop("refund", None):
        said["refunds"] = (RefundFacts(f"r{minute}", at, goods_cents=refund[0], lines=refund[1]),)
    return OrderFacts("shop", order, at, customer=ADA, **said)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[OrderFacts], list[list[OrderFacts]]]:
    """What was said, and how it came: shuffled, some of it again, some of it in one batch."""
    first, later = draw(histories)
    said = [spoken(minute, order, what) for minute, (order, what) in enumerate([first, *later])]
    again = draw(st.lists(st.sampled_from(said), max_size=3))
    came = draw(st.permutations([*said, *again]))
    batches: list[list[OrderFacts]] = []
    for fact in came:
        if batches and draw(st.integers(0, 3)) == 0:
            batches[-1].append(fact)
        else:
            batches.append([fact])
    return said, batches


@pytest.mark.django_db
@settings(
    max_examples=1500 if THOROUGH else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    rules=st.lists(per_amount | fixed, min_size=1, max_size=3),
    programme=programmes,
    told=deliveries(),
    in_time=st.integers(0, 8),
    clock_runs=st.booleans(),
)
def test_the_ledger_ends_where_the_plain_sums_end(
    rules: list[RuleTerms],
    programme: Programme,
    told: tuple[list[OrderFacts], list[list[OrderFacts]]],
    in_time: int,
    clock_runs: bool,
) -> None:
    said, batches = told
    expected = {
        order: points_of([fact for fact in said if fact.external_id == order], rules, programme)
        for order in {fact.external_id for fact in said}
    }

    with transaction.atomic():
        merchant = start(rules, programme)
        with scope(merchant=merchant):
            for number, batch in enumerate(batches):
                at = day(1) if number < in_time else day(20)
                flows.orders_changed(batch, merchant=merchant, at=at)
                if clock_runs:
                    activate(merchant, at=at)
            is_held = programme.holding_days == 14 and in_time >= len(batches)
            # Where the clock never came, what is due may wait: a late message that moves no points leaves it.
            if is_held or clock_runs:
                assert (sums().pending > 0) == (is_held and any(map(any, expected.values())))
            activate(merchant, at=day(20))

            total = sum(map(sum, expected.values()))
            assert given_by_order(expected) == expected
            assert (sums().balance, sums().pending, sums().lifetime) == (total, 0, total)
            assert list(find_differences()) == []
        transaction.set_rollback(True)


def start(rules: list[RuleTerms], programme: Programme) -> Merchant:
    """A shop with this programme; a campaign that runs all the time multiplies what it gives."""
    merchant = make_merchant(rounding=programme.rounding)
    settings = {
        "holding_days": programme.holding_days,
        "earns_on_shipping": programme.earns_on_shipping,
        "stacking": "best" if programme.is_best_only else "add",
    }
    with scope(merchant=merchant):
        flows.program_changed(merchant, settings, by=None, at=MONDAY)
        for terms in rules:
            create_rule(merchant, action=PLACE_ORDER.code, terms=terms, by=None, at=MONDAY)
        if programme.times != 1:
            times = Decimal(programme.times.numerator) / programme.times.denominator
            campaign = CampaignTerms("Always", day(-9), day(99), multiplier=times)
            flows.campaign_created(merchant, terms=campaign, by=None, at=MONDAY)
    return merchant


def activate(merchant: Merchant, *, at: datetime) -> None:
    while flows.points_activated(merchant, at=at, size=1):
        pass


def sums() -> PointsAccount:
    return PointsAccount.objects.get()


def given_by_order(orders: Iterable[str]) -> dict[str, list[int]]:
    """The points of each rule, in the order in which the rules were made."""
    found: dict[str, dict[int, int]] = {order: {} for order in orders}
    for award in Award.objects.select_related("order"):
        assert award.order
        found[award.order.external_id][award.rule_id] = award.points
    rule_ids = list(Rule.objects.order_by("pk").values_list("pk", flat=True))
    return {order: [points.get(rule, 0) for rule in rule_ids] for order, points in found.items()}
