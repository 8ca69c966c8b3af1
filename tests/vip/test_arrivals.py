"""Whoever arrives otherwise than by joining or buying holds the lowest tier at once, if they take part."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import flows
from loyalty.customers.models import Customer, CustomerState, ImportKind
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.points.models import PointsTransaction
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.models import Coupon
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_tiers
from tests.customers.cast import check_list, import_list, make_list, take_list_back
from tests.vip.moves import moves, on, tier_name
from vip.models import CustomerTier, TierEntry, TierMove
from vip.snapshots import TierTerms

MEMBERS = "email,joined\ngrace@example.com,2024-05-01\nhedy@example.com,2025-01-01\n"
GUESTS = "email,first name\ngrace@example.com,Grace\n"
GIVING = (TierTerms("Bronze", 0, entry_points=50), TierTerms("Silver", 200_00))


def import_people(
    merchant: Merchant, text: str = MEMBERS, *, kind: ImportKind = ImportKind.CUSTOMERS
) -> None:
    import_list(make_list(text, merchant=merchant, kind=kind))


def find(name: str) -> Customer:
    return Customer.objects.select_related("merchant").get(email=f"{name}@example.com")


def take_everybody(merchant: Merchant) -> None:
    flows.program_changed(merchant, {"participants": "all"}, by=None, at=MONDAY)


def causes(name: str) -> list[tuple[str | None, str | None, str]]:
    return [move[:3] for move in moves(find(name))]


def test_members_of_a_list_hold_the_lowest_tier_because_of_it(merchant: Merchant) -> None:
    make_tiers()

    import_people(merchant)

    assert [causes(name) for name in ("grace", "hedy")] == [[(None, "Bronze", "import")]] * 2
    told = Fact.objects.filter(topic="customer/updated").values_list("subject_id", flat=True)
    assert {find("grace").pk, find("hedy").pk} <= set(told)


def test_a_guest_whom_a_list_makes_a_member_holds_it_too(merchant: Merchant) -> None:
    make_tiers()
    make_customer(first_name="Grace", state=CustomerState.CANDIDATE)

    import_people(merchant)

    assert find("grace").state == CustomerState.MEMBER
    assert causes("grace") == [(None, "Bronze", "import")]


@pytest.mark.parametrize("kind", [ImportKind.CUSTOMERS, ImportKind.POINTS])
@pytest.mark.parametrize("takes_guests", [True, False])
def test_guests_of_a_list_hold_a_tier_only_where_guests_take_part(
    merchant: Merchant, kind: ImportKind, takes_guests: bool
) -> None:
    make_tiers()
    if takes_guests:
        take_everybody(merchant)
    text = GUESTS if kind == ImportKind.CUSTOMERS else "email,points\ngrace@example.com,10\n"

    import_people(merchant, text, kind=kind)

    assert causes("grace") == ([(None, "Bronze", "import")] if takes_guests else [])


def test_entering_by_a_list_gives_nothing_now_or_later(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)

    import_people(merchant)
    make_order(find("grace"), goods_cents=10_00, at=on("2026-03-04"))

    assert not PointsTransaction.objects.filter(kind="tier_entry").exists()
    assert not Coupon.objects.exists()
    assert tier_name(find("grace")) == "Bronze"


def test_whoever_was_there_before_is_left_as_they_are(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    make_customer(first_name="Grace")
    before = causes("grace")

    import_people(merchant, GUESTS)

    assert causes("grace") == before


def test_a_check_moves_nobody(merchant: Merchant) -> None:
    make_tiers()

    check_list(make_list(MEMBERS, merchant=merchant, kind=ImportKind.CUSTOMERS))

    assert not TierMove.objects.exists()


def test_the_same_list_again_moves_nobody(merchant: Merchant) -> None:
    make_tiers()

    for _time in range(2):
        import_people(merchant)

    assert TierMove.objects.count() == 2


def test_who_came_by_a_list_goes_with_it_unless_something_came_since(merchant: Merchant) -> None:
    make_tiers(merchant, *GIVING)
    stored = make_list(MEMBERS, merchant=merchant, kind=ImportKind.CUSTOMERS)
    import_list(stored)
    make_order(find("hedy"), goods_cents=300_00, at=on("2026-03-04"))

    take_list_back(stored)

    assert not Customer.objects.filter(email="grace@example.com").exists()
    assert [tier for _old, tier, _why in causes("hedy")] == ["Bronze", "Silver"]
    assert CustomerTier.objects.count() == TierEntry.objects.values("customer").distinct().count() == 1


def test_a_guest_who_is_one_again_holds_no_tier(merchant: Merchant) -> None:
    make_tiers()
    make_customer(first_name="Grace", state=CustomerState.CANDIDATE)
    stored = make_list(MEMBERS, merchant=merchant, kind=ImportKind.CUSTOMERS)
    import_list(stored)

    take_list_back(stored)

    assert find("grace").state == CustomerState.CANDIDATE
    assert causes("grace") == [(None, "Bronze", "import"), ("Bronze", None, "import")]


def test_a_list_of_three_or_of_thirty_takes_as_many_statements(merchant: Merchant) -> None:
    def statements(people: int) -> int:
        rows = "".join(f"p{people}-{number}@example.com,2024-05-01\n" for number in range(people))
        with CaptureQueriesContext(connection) as captured:
            import_people(merchant, f"email,joined\n{rows}")
        return len(captured)

    make_tiers()
    statements(2)

    assert statements(3) == statements(30)
    assert CustomerTier.objects.count() == 35


def test_without_tiers_a_list_moves_nobody(merchant: Merchant) -> None:
    import_people(merchant)

    assert not TierMove.objects.exists()


@pytest.mark.parametrize("takes_guests", [True, False])
def test_a_guest_added_by_hand_holds_the_lowest_tier_where_guests_take_part(
    merchant: Merchant, takes_guests: bool
) -> None:
    make_tiers()
    if takes_guests:
        take_everybody(merchant)

    guest = CustomerFacts("staff", email="grace@example.com", has_account=False)
    flows.customer_added(guest, merchant=Merchant.objects.get(), at=on("2026-03-04"))

    assert causes("grace") == ([(None, "Bronze", "joined")] if takes_guests else [])


@pytest.mark.parametrize("takes_guests", [True, False])
def test_an_invited_friend_holds_the_lowest_tier_where_guests_take_part(
    merchant: Merchant, takes_guests: bool
) -> None:
    make_tiers()
    if takes_guests:
        take_everybody(merchant)
    ada, reward = make_customer(), make_reward(name="5 off")
    terms = ReferralTerms(advocate_reward_id=reward.pk, friend_reward_id=reward.pk)
    flows.referral_program_set(merchant, terms=terms, by=None, at=MONDAY)

    friend = FriendFacts(email="grace@example.com")
    flows.referral_claimed(ada, friend=friend, merchant=Merchant.objects.get(), at=on("2026-03-04"))

    assert causes("grace") == ([(None, "Bronze", "joined")] if takes_guests else [])
    assert find("grace").state == CustomerState.CANDIDATE
