"""What a file of tiers does: each row sets a tier as a hand would, for all customers in a few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer, CustomerImport, ImportKind
from loyalty.flows.people import PeopleCounts
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsAccount, PointsTransaction
from tests.cast import make_customer, make_merchant, make_order, make_tiers
from tests.customers.cast import check_list, import_list, make_list, report_of, take_list_back
from tests.vip.moves import moves, tier_name
from vip.models import CustomerTier, TierEntry
from vip.snapshots import TierTerms

pytestmark = pytest.mark.django_db
TWO = "email,tier\nada@example.com,gold\ngrace@example.com,Silver\n"
GIVING = (TierTerms("Bronze", 0), TierTerms("Silver", 200_00), TierTerms("Gold", 500_00, entry_points=250))


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


def make_tier_list(text: str = TWO, *, merchant: Merchant) -> CustomerImport:
    return make_list(text, merchant=merchant, kind=ImportKind.TIERS)


def make_two(merchant: Merchant) -> tuple[Customer, Customer]:
    make_tiers(merchant, *GIVING)
    return make_customer(merchant), make_customer(merchant, first_name="Grace")


def floors() -> dict[str, tuple[str, str]]:
    held = CustomerTier.objects.filter(floor_tier__isnull=False).select_related("customer", "floor_tier")
    return {one.customer.email: (one.floor_tier.name, one.floor_reason) for one in held if one.floor_tier}


def test_each_row_sets_a_tier_as_a_hand_would(merchant: Merchant) -> None:
    ada, grace = make_two(merchant)

    with scope(merchant=merchant):
        stored = make_tier_list(merchant=merchant)
        counts = import_list(stored, note="from the old programme")

        assert counts == PeopleCounts(applied=2)
        assert (tier_name(ada), tier_name(grace)) == ("Gold", "Silver")
        assert floors() == {
            "ada@example.com": ("Gold", "from the old programme"),
            "grace@example.com": ("Silver", "from the old programme"),
        }
        assert moves(ada)[-1][:3] == ("Bronze", "Gold", "import")
        told = AuditEvent.objects.filter(action="customer.tier_set", subject_id=ada.pk).get().after
        assert told == {"tier": "Gold", "reason": "from the old programme", "until": None}


def test_a_check_says_the_same_and_changes_nothing(merchant: Merchant) -> None:
    ada, _grace = make_two(merchant)

    with scope(merchant=merchant):
        counts = check_list(make_tier_list(merchant=merchant))

        assert counts == PeopleCounts(applied=2)
        assert (tier_name(ada), floors()) == ("Bronze", {})


def test_a_tier_that_comes_from_elsewhere_gives_nothing_for_entering(merchant: Merchant) -> None:
    make_two(merchant)

    with scope(merchant=merchant):
        import_list(make_tier_list(merchant=merchant))

        assert not PointsTransaction.objects.exists()
        assert list(TierEntry.objects.values_list("tier__name", "is_given")) == [("Gold", False)]


def test_bad_rows_are_named_and_the_others_count(merchant: Merchant) -> None:
    make_two(merchant)
    excluded = make_customer(merchant, first_name="Linus")
    text = TWO + "linus@example.com,Gold\nnobody@example.com,Gold\n"
    text += "".join(
        f"{name}@example.com,{tier}\n" for name, tier in (("one", "Platinum"), ("two", ""), ("three", "  "))
    )
    for name in ("One", "Two", "Three"):
        make_customer(merchant, first_name=name)

    with scope(merchant=merchant):
        flows.customer_excluded(excluded, reason="staff", by=None, at=now())
        stored = make_tier_list(text, merchant=merchant)
        import_list(stored)

        assert report_of(stored) == [
            (2, "applied", ""),
            (3, "applied", ""),
            (4, "refused", "tier_refused"),
            (5, "refused", "person_unknown"),
            (6, "refused", "tier_unknown"),
            (7, "refused", "tier_missing"),
            (8, "refused", "tier_missing"),
        ]


def test_without_a_programme_every_row_is_refused(merchant: Merchant) -> None:
    make_customer(merchant)

    with scope(merchant=merchant):
        stored = make_tier_list("email,tier\nada@example.com,Gold\n", merchant=merchant)
        import_list(stored)

        assert report_of(stored) == [(2, "refused", "tier_refused")]
        assert stored.rows.get().seen == "The VIP programme is switched off."


def test_the_same_file_again_changes_nothing(merchant: Merchant) -> None:
    ada, _grace = make_two(merchant)

    with scope(merchant=merchant):
        import_list(make_tier_list(merchant=merchant))
        stored = make_tier_list(merchant=merchant)
        again = import_list(stored)
        other = make_tier_list(TWO + "\n", merchant=merchant)
        as_it_is = import_list(other, batch="once more")

        assert (again, as_it_is) == (PeopleCounts(unchanged=2), PeopleCounts(unchanged=2))
        assert {code for _line, _result, code in report_of(stored)} == {"already_imported"}
        assert len([move for move in moves(ada) if move[2] == "import"]) == 1


def test_taking_it_back_gives_everybody_what_they_held(merchant: Merchant) -> None:
    ada, grace = make_two(merchant)
    until = (now() + timedelta(days=90)).date()

    with scope(merchant=merchant):
        silver = CustomerTier.objects.get(customer=ada).tier
        assert silver is not None
        tier = type(silver).objects.get(name="Silver")
        flows.tier_set(ada, tier, until=until, reason="a promise", by=None, at=now())
        before = CustomerTier.objects.filter(customer=ada).values().get()
        stored = make_tier_list(merchant=merchant)
        import_list(stored)
        stored = take_list_back(stored)

        assert (tier_name(ada), tier_name(grace)) == ("Silver", "Bronze")
        assert floors() == {"ada@example.com": ("Silver", "a promise")}
        after = CustomerTier.objects.filter(customer=ada).values().get()
        assert after | {"since": None} == before | {"since": None}
        assert not TierEntry.objects.exists()


def test_entering_after_it_was_taken_back_gives_what_it_always_did(merchant: Merchant) -> None:
    ada, _grace = make_two(merchant)

    with scope(merchant=merchant):
        stored = make_tier_list(merchant=merchant)
        import_list(stored)
        take_list_back(stored)
        make_order(ada, goods_cents=500_00, at=now())

        assert tier_name(ada) == "Gold"
        assert PointsAccount.objects.get(customer=ada).balance == 250


def test_a_tier_that_was_set_anew_since_stays(merchant: Merchant) -> None:
    ada, grace = make_two(merchant)

    with scope(merchant=merchant):
        stored = make_tier_list(merchant=merchant)
        import_list(stored)
        gold = CustomerTier.objects.get(customer=ada).tier
        flows.tier_set(grace, gold, until=None, reason="she asked", by=None, at=now())
        take_list_back(stored)

        assert (tier_name(ada), tier_name(grace)) == ("Bronze", "Gold")


def test_taking_it_back_follows_who_was_merged_meanwhile(merchant: Merchant) -> None:
    ada, grace = make_two(merchant)

    with scope(merchant=merchant):
        stored = make_tier_list(merchant=merchant)
        import_list(stored)
        flows.customers_merged(ada, into=grace, by=None, at=now())
        assert tier_name(grace) == "Gold"
        take_list_back(stored)

        assert floors() == {}
        assert tier_name(grace) == "Bronze"


@pytest.mark.parametrize("act", [import_list, check_list])
def test_a_long_file_takes_as_many_statements_as_a_short_one(act: object, merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    for number in range(12):
        make_customer(merchant, first_name=f"ada{number}")

    def statements(first: int, last: int) -> int:
        rows = "".join(f"ada{number}@example.com,Gold\n" for number in range(first, last))
        stored = make_tier_list(f"email,tier\n{rows}", merchant=merchant)
        with CaptureQueriesContext(connection) as captured:
            act(stored)  # type: ignore[operator]  # one of the two
        return len(captured)

    with scope(merchant=merchant):
        assert statements(0, 2) == statements(2, 12)
