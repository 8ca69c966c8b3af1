"""Whatever is posted, in whatever order: the sums are those of a very plain ledger kept beside it."""

from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.points.actions import Posting, post, post_many
from loyalty.points.models import EARNING, Kind
from tests.cast import make_customer, make_merchant
from tests.points.cast import GIFT, differences, entries, sums

KEYS = st.sampled_from([f"key-{n}" for n in range(6)])
AMOUNTS = st.integers(-200, 200) | st.sampled_from([-(10**9), 10**9])
POSTINGS = st.builds(
    lambda who, key, kind, points, pending: replace(
        GIFT, customer_id=who, key=key, kind=kind, points=points, pending=pending
    ),
    st.integers(0, 2),
    KEYS,
    st.sampled_from([Kind.EARN_ORDER, Kind.ADJUST, Kind.REDEEM, Kind.REVERSE]),
    AMOUNTS,
    st.sampled_from([0, 0, 5, -5]),
)
STEPS = st.lists(
    st.tuples(st.just("post"), POSTINGS, st.booleans())
    | st.tuples(st.just("post_many"), st.lists(POSTINGS, min_size=1, max_size=8), st.just(value=True)),
    max_size=12,
)


@dataclass
class PlainLedger:
    """The rules in a dozen lines of Python: a list, no clever statement, no locks."""

    written: list[Posting] = field(default_factory=list)

    def post(self, posting: Posting, *, may_go_negative: bool) -> bool:
        """Whether it was taken: refused, or known before, it changes nothing."""
        if any((one.customer_id, one.key) == (posting.customer_id, posting.key) for one in self.written):
            return False
        balance = self.sums(posting.customer_id)[0] + posting.points
        if not posting.points and not posting.pending:
            return False
        if posting.points < 0 and balance < 0 and not may_go_negative:
            return False
        self.written.append(posting)
        return True

    def post_many(self, postings: list[Posting]) -> None:
        """All, or nothing where one is impossible or contradicts another of its key."""
        firsts: dict[tuple[int, str], Posting] = {(one.customer_id, one.key): one for one in self.written}
        for posting in postings:
            first = firsts.setdefault((posting.customer_id, posting.key), posting)
            if first != posting or not (posting.points or posting.pending):
                return
        for posting in postings:
            self.post(posting, may_go_negative=True)

    def sums(self, customer_id: int) -> tuple[int, int, int]:
        mine = [one for one in self.written if one.customer_id == customer_id]
        return (
            sum(one.points for one in mine),
            sum(one.pending for one in mine),
            sum(one.points for one in mine if one.kind in EARNING),
        )


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_all_sums_are_those_of_the_plain_ledger(
    steps: list[tuple[str, Posting | list[Posting], bool]],
) -> None:
    merchant = make_merchant()
    shoppers = [make_customer(merchant, first_name=f"Shopper{n}") for n in range(3)]
    plain = PlainLedger()

    for _, what, may_go_negative in steps:
        if isinstance(what, list):
            batch = [_for(shoppers, posting) for posting in what]
            plain.post_many(batch)
            _try_post_many(batch, merchant_id=merchant.pk)
        else:
            posting = _for(shoppers, what)
            plain.post(posting, may_go_negative=may_go_negative)
            _try_post(posting, merchant_id=merchant.pk, may_go_negative=may_go_negative)

    for shopper in shoppers:
        assert sums(shopper) == plain.sums(shopper.pk)
        assert [key for key, *_ in entries(shopper)] == [
            one.key for one in plain.written if one.customer_id == shopper.pk
        ]
    assert differences() == []


def _for(shoppers: list[Customer], posting: Posting) -> Posting:
    return replace(posting, customer_id=shoppers[posting.customer_id].pk)


def _try_post(posting: Posting, *, merchant_id: int, may_go_negative: bool) -> None:
    with suppress(Refused):
        post(posting, merchant_id=merchant_id, may_go_negative=may_go_negative)


def _try_post_many(batch: list[Posting], *, merchant_id: int) -> None:
    with suppress(Refused), transaction.atomic():
        post_many(batch, merchant_id=merchant_id)
