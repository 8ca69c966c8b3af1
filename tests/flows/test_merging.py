"""Two customers who are one: everything of both is added, and nothing finds the one who is gone but the other (S31)."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.actions import EmailTaken
from loyalty.customers.actions.erasure import CustomerGone
from loyalty.customers.actions.merges import ExcludedCustomer, SameCustomer
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.queries import matching
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import ExpiryMode, Merchant
from loyalty.orders.snapshots import OrderFacts, RefundFacts
from loyalty.points.models import Kind, PointsAccount, PointsLot
from loyalty.points.queries import expiring_of, find_differences, history, outstanding
from loyalty.rewards.models import Coupon
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_customer,
    make_merchant,
    make_order,
    make_reward,
    make_rule,
    make_user,
)
from tests.customers.cast import import_list, make_list, take_list_back

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
MERGED = frozenset(
    {
        "audit.AuditEvent",
        "customers.Customer",
        "customers.CustomerIdentity",
        "customers.CustomerNote",
        "customers.CustomerTag",
        "earning.Activity",
        "earning.Award",
        "orders.Order",
        "points.PointsAccount",
        "points.PointsLot",
        "points.PointsTransaction",
        "referrals.Referral",
        "rewards.Coupon",
        "vip.CustomerTier",
        "vip.Spending",
        "vip.TierEntry",
        "vip.TierMove",
    }
)
# What is about the row as it was, or about a moment that is over.
KEPT = frozenset({"customers.CustomerImportRow", "points.ExpiryWarning"})


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    return merchant


def merge(gone: Customer, into: Customer) -> Customer:
    with scope(merchant=into.merchant):
        flows.customers_merged(gone, into=into, by=make_user("Olive"), at=LATER)
        assert list(find_differences()) == []
        return Customer.objects.select_related("merchant", "account").get(pk=into.pk)


def test_balances_and_lifetime_points_are_added(merchant: Merchant) -> None:
    ada, augusta = (
        make_customer(merchant, points=30),
        make_customer(merchant, first_name="Augusta", points=12),
    )
    make_order(ada, goods_cents=600_00)
    make_order(augusta, goods_cents=500_00)

    merged = merge(augusta, ada)

    assert (merged.account.balance, merged.account.lifetime) == (1142, 1100)
    with scope(merchant=merchant):
        assert outstanding(merchant.pk) == 1142
        entries = history(merged).filter(kind=Kind.MERGE).order_by("pk")
        assert [(entry.customer_id, entry.points, entry.balance_after) for entry in entries] == [
            (augusta.pk, -512, 0), (ada.pk, 512, 1142),
        ]  # fmt: skip


def test_the_history_of_both_is_read_together(merchant: Merchant) -> None:
    ada, augusta = (
        make_customer(merchant, points=30),
        make_customer(merchant, first_name="Augusta", points=12),
    )

    merged = merge(augusta, ada)

    with scope(merchant=merchant):
        assert [entry.points for entry in history(merged)] == [12, -12, 12, 30]


@pytest.mark.parametrize(
    ("one", "other", "together", "lots"),
    [(-20, 50, 30, [30]), (50, -20, 30, [30]), (-20, -5, -25, []), (-20, 5, -15, [0])],
)
def test_a_debt_of_either_is_filled(
    merchant: Merchant, one: int, other: int, together: int, lots: list[int]
) -> None:
    with scope(merchant=merchant):
        flows.program_changed(
            merchant,
            {"expiry_mode": ExpiryMode.LOT, "expiry_months": 12},
            by=None,
            at=MONDAY - timedelta(days=9),
        )
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_adjustment(ada, points=one, may_go_negative=True)
    make_adjustment(augusta, points=other, may_go_negative=True)

    merged = merge(augusta, ada)

    assert merged.account.balance == together
    with scope(merchant=merchant):
        assert list(PointsLot.objects.filter(customer=merged).values_list("remaining", flat=True)) == lots


def test_lots_keep_their_last_days(merchant: Merchant) -> None:
    let_expire(merchant)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_adjustment(ada, points=10, at=MONDAY)
    make_adjustment(augusta, points=20, at=MONDAY - timedelta(days=2))

    merged = merge(augusta, ada)

    with scope(merchant=merchant):
        assert expiring_of(merged) == [(date(2026, 8, 28), 20), (date(2026, 9, 2), 10)]


def let_expire(merchant: Merchant) -> None:
    """Points live six months."""
    with scope(merchant=merchant):
        flows.program_changed(
            merchant,
            {"expiry_mode": ExpiryMode.LOT, "expiry_months": 6},
            by=None,
            at=MONDAY - timedelta(days=9),
        )


def open_lots(customer: Customer) -> list[tuple[date, int]]:
    """Last day and rest of each lot that has something left."""
    with scope(merchant=customer.merchant):
        assert list(find_differences()) == []
        return [(ends.last_valid_on, ends.points) for ends in expiring_of(customer)]


def test_a_redemption_of_before_that_is_cancelled_gives_back_to_the_lots_that_moved(
    merchant: Merchant,
) -> None:
    let_expire(merchant)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_adjustment(augusta, points=100, at=MONDAY - timedelta(days=2))
    make_adjustment(augusta, points=50, at=MONDAY)
    with scope(merchant=merchant):
        reward = make_reward(merchant, points=120)
        coupon = flows.reward_redeemed(reward, customer=augusta, key="a", by=None, at=MONDAY).coupon

    merged = merge(augusta, ada)
    before = open_lots(merged)
    with scope(merchant=merchant):
        flows.coupon_cancelled(Coupon.objects.get(pk=coupon.pk), by=None, at=LATER)

    assert before == [(date(2026, 9, 2), 30)]
    assert open_lots(merged) == [(date(2026, 8, 28), 100), (date(2026, 9, 2), 50)]


def test_a_refund_of_before_takes_what_its_own_order_gave(merchant: Merchant) -> None:
    let_expire(merchant)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_order(augusta, goods_cents=50_00, external_id="late", at=MONDAY)
    make_adjustment(ada, points=40, at=MONDAY - timedelta(days=2))

    merged = merge(augusta, ada)
    refund = RefundFacts(external_id="r-1", refunded_at=LATER, goods_cents=20_00)
    with scope(merchant=merchant):
        flows.orders_changed(
            [OrderFacts("shop", "late", LATER, refunds=(refund,))], merchant=merchant, at=LATER
        )

    assert open_lots(merged) == [(date(2026, 8, 28), 40), (date(2026, 9, 2), 30)]


def test_what_had_expired_of_one_is_not_taken_from_the_other(merchant: Merchant) -> None:
    let_expire(merchant)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_order(augusta, goods_cents=50_00, external_id="old", at=MONDAY)
    much_later = MONDAY + timedelta(days=200)
    make_adjustment(ada, points=40, at=much_later)

    with scope(merchant=merchant):
        flows.customers_merged(augusta, into=ada, by=None, at=much_later)
        refund = RefundFacts(external_id="r-1", refunded_at=much_later, goods_cents=50_00)
        flows.orders_changed(
            [OrderFacts("shop", "old", much_later, refunds=(refund,))], merchant=merchant, at=much_later
        )

    with scope(merchant=merchant):
        account = PointsAccount.objects.get(customer=ada)
    assert (account.balance, account.lifetime) == (40, 0)
    assert [points for _day, points in open_lots(ada)] == [40]


def test_an_import_that_is_taken_back_is_taken_from_who_they_are_now(merchant: Merchant) -> None:
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    with scope(merchant=merchant):
        stored = make_list("email,points\nada@example.com,10\naugusta@example.com,5\n", merchant=merchant)
        import_list(stored)

    merged = merge(augusta, ada)
    with scope(merchant=merchant):
        take_list_back(stored)

        balances = PointsAccount.objects.filter(customer__in=[ada, augusta]).values_list("balance", flat=True)
        assert (merged.account.balance, list(balances)) == (15, [0, 0])
        assert list(find_differences()) == []


def test_an_order_of_the_one_who_is_gone_is_settled_with_the_other(merchant: Merchant) -> None:
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta", external_id="a-2")
    make_order(augusta, goods_cents=50_00, external_id="before")

    merged = merge(augusta, ada)
    refund = RefundFacts(external_id="r-1", refunded_at=LATER, goods_cents=20_00)
    with scope(merchant=merchant):
        flows.orders_changed(
            [OrderFacts("shop", "before", LATER, refunds=(refund,))], merchant=merchant, at=LATER
        )
    make_order(merchant=merchant, goods_cents=7_00, at=LATER, customer=None)
    with scope(merchant=merchant):
        by_id = CustomerFacts("shop", external_id="a-2")
        by_address = CustomerFacts("shop", email="AUGUSTA@example.com", has_account=False)
        for number, person in enumerate((by_id, by_address)):
            make_order(ada, external_id=f"after-{number}", goods_cents=1_00, at=LATER)
            assert flows.customer_joined(person, merchant=merchant, at=LATER).pk == ada.pk

        merged.account.refresh_from_db()
        assert merged.account.balance == 50 - 20 + 2
        assert list(find_differences()) == []


def test_points_that_are_held_back_become_available_to_the_one_who_stays(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"holding_days": 14}, by=None, at=MONDAY)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    make_order(augusta, goods_cents=50_00)

    merged = merge(augusta, ada)

    assert (merged.account.balance, merged.account.pending) == (0, 50)
    with scope(merchant=merchant):
        while flows.points_activated(merchant, at=MONDAY + timedelta(days=20)):
            pass
        merged.account.refresh_from_db()
        assert (merged.account.balance, merged.account.pending, merged.account.lifetime) == (50, 0, 50)
        assert list(find_differences()) == []


def test_what_comes_once_comes_once_and_nothing_is_taken(merchant: Merchant) -> None:
    make_rule(merchant, action="sign_up", points=200)
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")

    merged = merge(augusta, ada)

    assert merged.account.balance == 400
    again = make_customer(merchant, first_name="Augusta")
    assert again.pk == ada.pk
    assert again.account.balance == 400


def test_profiles_are_filled_from_each_other(merchant: Merchant) -> None:
    early = MONDAY - timedelta(days=400)
    ada = make_customer(merchant, last_name="", external_id="a-1")
    augusta = make_customer(merchant, first_name="Augusta", last_name="King", external_id="a-2", at=early)
    with scope(merchant=merchant):
        flows.birthday_set(augusta, birthday=date(1985, 12, 10), by=None, at=MONDAY)
        flows.customer_tagged(ada, tags=["one"], by=None, at=MONDAY)
        flows.customer_tagged(augusta, tags=["one", "two"], by=None, at=MONDAY)

    merged = merge(augusta, ada)

    assert (merged.name, merged.birthday, merged.joined_at) == ("Ada King", date(1985, 12, 10), early)
    with scope(merchant=merchant):
        assert sorted(merged.tags.values_list("tag", flat=True)) == ["one", "two"]
        assert sorted(merged.identities.values_list("external_id", flat=True)) == ["a-1", "a-2"]


def test_a_guest_becomes_the_member_they_are(merchant: Merchant) -> None:
    guest = make_customer(merchant, first_name="Guest", state=CustomerState.CANDIDATE)
    ada = make_customer(merchant)

    assert merge(ada, guest).state == CustomerState.MEMBER


def test_the_address_of_the_one_who_is_gone_leads_to_the_other(merchant: Merchant) -> None:
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta")
    merge(augusta, ada)

    with scope(merchant=merchant):
        assert list(matching(Customer.objects.present(), "augusta@")) == [ada]
        flows.customer_email_changed(ada, email="augusta@example.com", at=LATER)
        grace = make_customer(merchant, first_name="Grace")
        with pytest.raises(EmailTaken):
            flows.customer_email_changed(grace, email="augusta@example.com", at=LATER)


def test_a_chain_of_merges_leads_to_its_end(merchant: Merchant) -> None:
    ada, augusta, grace = (
        make_customer(merchant, first_name=name, points=1) for name in ("Ada", "Augusta", "Grace")
    )

    merge(augusta, ada)
    merged = merge(ada, grace)

    assert merged.account.balance == 3
    assert make_customer(merchant, first_name="Augusta").pk == grace.pk
    with scope(merchant=merchant):
        assert history(merged).count() == 3 + 4


def test_what_makes_no_sense_is_refused(merchant: Merchant) -> None:
    ada, augusta, grace = (make_customer(merchant, first_name=name) for name in ("Ada", "Augusta", "Grace"))
    excluded = make_customer(merchant, first_name="Hedy", state=CustomerState.DISABLED)
    merge(augusta, ada)

    with pytest.raises(SameCustomer):
        merge(ada, ada)
    with pytest.raises(CustomerGone):
        merge(augusta, grace)
    with pytest.raises(CustomerGone):
        merge(grace, augusta)
    with pytest.raises(ExcludedCustomer):
        merge(excluded, ada)


def test_both_are_written_down_without_a_word_about_who_they_are(merchant: Merchant) -> None:
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta", points=12)

    merge(augusta, ada)

    with scope(merchant=merchant):
        events = AuditEvent.objects.filter(subject="customer").order_by("pk")
        moved = {"points": 12, "pending": 0, "lifetime": 0}
        assert [(event.action, event.subject_id, event.after) for event in events] == [
            ("customer.merged", augusta.pk, {"customer": ada.pk, **moved}),
            ("customer.merged_with", ada.pk, {"customer": augusta.pk, **moved}),
        ]


def test_erasing_forgets_whoever_was_merged_too(merchant: Merchant) -> None:
    ada, augusta = make_customer(merchant), make_customer(merchant, first_name="Augusta", points=12)
    merge(augusta, ada)

    with scope(merchant=merchant):
        flows.customer_erased(ada, by=None, at=LATER)

        assert not Customer.objects.exclude(email="").exists()
    assert make_customer(merchant, first_name="Augusta").pk not in (ada.pk, augusta.pk)


def test_every_table_about_customers_is_thought_of() -> None:
    about = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model is Customer and getattr(field, "column", None)
    }

    assert about - MERGED - KEPT == set()
