from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from earning.actions import set_rule_active
from earning.catalogue import SIGN_UP
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.actions import EmailTaken
from loyalty.customers.mapping import InvalidEmail
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.points.actions import NegativeBalance
from tests.cast import make_adjustment, make_colleague, make_customer, make_rule
from tests.flows.shop import ADA, GUEST, amounts, day, log, paid, receive


def account(created: datetime | None = None, **fields: Any) -> CustomerFacts:
    """Ada's account at the shop, unless said otherwise."""
    return replace(ADA, account_created_at=created, **fields)


class TestJoining:
    def test_a_new_account_is_a_member_with_sign_up_points(self, merchant: Merchant) -> None:
        make_rule(action=SIGN_UP.code, points=200)

        ada = flows.customer_joined(account(first_name="Ada"), merchant=merchant, at=day(1))

        assert (ada.state, ada.joined_at, ada.name) == (CustomerState.MEMBER, day(1), "Ada")
        assert log() == [("earn_signup", 200)]

    def test_the_same_account_again_gives_nothing_more(self, merchant: Merchant) -> None:
        make_rule(action=SIGN_UP.code, points=200)

        first = flows.customer_joined(account(), merchant=merchant, at=day(1))
        same = flows.customer_joined(account(external_id="another"), merchant=merchant, at=day(2))

        assert first == same
        assert log() == [("earn_signup", 200)]

    def test_an_account_older_than_the_programme_gets_nothing(self, merchant: Merchant) -> None:
        make_rule(action=SIGN_UP.code, points=200)

        flows.customer_joined(account(day(-1)), merchant=merchant, at=day(1))

        assert log() == []

    def test_an_account_older_than_the_rule_gets_nothing(self, merchant: Merchant) -> None:
        flows.customer_joined(account(day(1)), merchant=merchant, at=day(1))

        make_rule(action=SIGN_UP.code, points=200, at=day(2))
        flows.customer_joined(account(day(1)), merchant=merchant, at=day(3))

        assert log() == []

    def test_a_rule_that_ended_since_still_pays_what_it_promised(self, merchant: Merchant) -> None:
        rule = make_rule(action=SIGN_UP.code, points=200)
        set_rule_active(rule, is_active=False, at=day(2))

        flows.customer_joined(account(day(1)), merchant=merchant, at=day(3))
        flows.customer_joined(account(day(2), external_id="ben", email=""), merchant=merchant, at=day(3))

        assert log() == [("earn_signup", 200)]

    def test_a_guest_who_joins_becomes_a_member_and_signs_up(self, merchant: Merchant) -> None:
        make_rule(action=SIGN_UP.code, points=200)
        receive(paid(by=GUEST, money=amounts(10_00)), merchant=merchant)

        guest = account(day(2), external_id="7", email="GUEST@example.com", first_name="Gwen")
        gwen = flows.customer_joined(guest, merchant=merchant, at=day(2))

        assert (gwen.state, gwen.joined_at, gwen.first_name) == ("member", day(2), "Gwen")
        assert log() == [("earn_signup", 200)]
        assert Customer.objects.count() == 1

    def test_an_order_that_came_before_its_account_costs_no_sign_up_points(self, merchant: Merchant) -> None:
        make_rule()
        make_rule(action=SIGN_UP.code, points=200)
        receive(paid(on=2, by=CustomerFacts("shop", "ada"), money=amounts(10_00)), merchant=merchant)

        ada = flows.customer_joined(account(day(1), first_name="Ada"), merchant=merchant, at=day(3))

        assert log() == [("earn_order", 10), ("earn_signup", 200)]
        assert (ada.email, ada.first_name, ada.joined_at) == ("ada@example.com", "Ada", day(1))

    def test_orders_that_came_before_news_of_their_account_earn_from_its_first_day(
        self, merchant: Merchant
    ) -> None:
        make_rule()
        for n in (1, 2, 3):
            receive(paid(str(n), on=n, by=GUEST, money=amounts(n * 10_00)), merchant=merchant)

        account_of_guest = account(day(2), external_id="7", email="GUEST@example.com")
        for _ in range(2):
            flows.customer_joined(account_of_guest, merchant=merchant, at=day(4))

        assert log() == [("earn_order", 20), ("earn_order", 30)]

    def test_an_excluded_guest_who_joins_stays_excluded(self, merchant: Merchant) -> None:
        make_rule(action=SIGN_UP.code, points=200)
        make_customer(state=CustomerState.CANDIDATE)
        Customer.objects.update(state=CustomerState.DISABLED)

        ada = flows.customer_joined(account(), merchant=merchant, at=day(1))
        flows.customer_included(ada, reason="Explained", by=None, at=day(2))

        ada.refresh_from_db()
        assert ada.state == CustomerState.MEMBER
        assert log() == []


class TestExclusion:
    def test_it_is_written_down_with_its_reason_and_announced(self, merchant: Merchant) -> None:
        ada, sam = make_customer(), make_colleague()
        Fact.objects.all().delete()

        flows.customer_excluded(ada, reason="Resells", by=sam, at=day(1))

        event = AuditEvent.objects.get()
        ada.refresh_from_db()
        assert ada.state == CustomerState.DISABLED
        assert (event.action, event.subject_id, event.actor, event.at) == (
            "customer.excluded",
            ada.pk,
            sam,
            day(1),
        )
        assert (event.before, event.after) == (
            {"state": "member"},
            {"state": "disabled", "reason": "Resells"},
        )
        assert list(Fact.objects.values_list("subject_id", flat=True)) == [ada.pk]

    def test_twice_is_once(self, merchant: Merchant) -> None:
        ada = make_customer()

        for _ in range(2):
            flows.customer_excluded(ada, reason="Resells", by=None, at=day(1))
        for _ in range(2):
            flows.customer_included(ada, reason="Explained", by=None, at=day(2))

        assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
            "customer.excluded",
            "customer.included",
        ]

    @pytest.mark.parametrize("state", [CustomerState.MEMBER, CustomerState.CANDIDATE])
    def test_whoever_comes_back_is_what_they_were(self, merchant: Merchant, state: CustomerState) -> None:
        ada = make_customer(state=state)

        flows.customer_excluded(ada, reason="Resells", by=None, at=day(1))
        flows.customer_included(ada, reason="Explained", by=None, at=day(2))

        ada.refresh_from_db()
        assert ada.state == state

    def test_the_balance_stays(self, merchant: Merchant) -> None:
        ada = make_customer(points=70)

        flows.customer_excluded(ada, reason="Resells", by=None, at=day(1))

        ada.account.refresh_from_db()
        assert ada.account.balance == 70


class TestAddresses:
    def test_a_new_address_is_how_the_customer_is_known(self, merchant: Merchant) -> None:
        ada = make_customer()

        flows.customer_email_changed(ada, email=" Ada@New.example ", at=day(1))

        ada.refresh_from_db()
        assert (ada.email, ada.email_key) == ("Ada@New.example", "ada@new.example")

    def test_another_spelling_of_ones_own_address_is_fine(self, merchant: Merchant) -> None:
        ada = make_customer()

        flows.customer_email_changed(ada, email="ADA@example.com", at=day(1))

        ada.refresh_from_db()
        assert ada.email == "ADA@example.com"

    def test_somebody_elses_address_is_refused(self, merchant: Merchant) -> None:
        ada, ben = make_customer(), make_customer(first_name="Ben")

        with pytest.raises(EmailTaken):
            flows.customer_email_changed(ada, email="BEN@example.com", at=day(1))

        ada.refresh_from_db()
        assert ada.email == "ada@example.com"
        assert ben.email == "ben@example.com"

    @pytest.mark.parametrize("nothing", ["", "  ", "nobody", "@"])
    def test_what_is_no_address_is_refused(self, merchant: Merchant, nothing: str) -> None:
        with pytest.raises(InvalidEmail):
            flows.customer_email_changed(make_customer(), email=nothing, at=day(1))


def test_points_are_not_adjusted_below_zero_unless_asked_to(merchant: Merchant) -> None:
    ada = make_customer(points=100)

    with pytest.raises(NegativeBalance):
        make_adjustment(ada, points=-150)
    make_adjustment(ada, points=-105, may_go_negative=True)

    assert log() == [("adjust", 100), ("adjust", -105)]


def test_one_adjustment_sent_twice_counts_once(merchant: Merchant) -> None:
    ada = make_customer()

    for _ in range(2):
        make_adjustment(ada, points=30, key="form-1")

    assert log() == [("adjust", 30)]


def test_ada_is_ada_by_id_and_by_mail(merchant: Merchant) -> None:
    make_rule()
    by_mail = CustomerFacts("till", email="Ada@Example.com", has_account=False)
    make_customer(external_id="ada")

    receive(
        paid("1", by=ADA, money=amounts(10_00)), paid("2", by=by_mail, money=amounts(5_00)), merchant=merchant
    )

    assert Customer.objects.count() == 1
    assert log() == [("earn_order", 10), ("earn_order", 5)]
