"""A customer who is forgotten: sums stay, nobody can tell whose they were, and who comes again is new (S30)."""

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField
from django_scopes import scope

from earning.models import Award
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.actions.erasure import CustomerGone
from loyalty.customers.models import Customer, CustomerState
from loyalty.database.erasure import erasing_customer
from loyalty.files.queries import blocks_of
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from loyalty.orders.snapshots import OrderFacts, RefundFacts
from loyalty.points.models import Kind, PointsAccount
from loyalty.points.queries import find_differences, outstanding
from tests.cast import MONDAY, make_adjustment, make_customer, make_merchant, make_order, make_rule, make_user
from tests.customers.cast import import_list, make_list
from tests.orders.cast import check_file, make_import

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=40)


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    return merchant


@pytest.fixture
def augusta(merchant: Merchant) -> Customer:
    """Everything that can be known of somebody, each time with a word that nobody else has."""
    customer = make_customer(
        merchant, first_name="Augusta", last_name="Kingsley", external_id="augusta-7", language="sv"
    )
    olive = make_user("Olive")
    with scope(merchant=merchant):
        flows.birthday_set(customer, birthday=date(1985, 12, 10), by=olive, at=MONDAY)
        flows.customer_tagged(customer, tags=["augusta's friend"], by=olive, at=MONDAY)
        flows.customer_excluded(customer, reason="Augusta asked", by=olive, at=MONDAY)
        flows.customer_included(customer, reason="Kingsley asked again", by=olive, at=MONDAY)
        make_adjustment(customer, points=30, internal_note="Augusta called")
        make_order(customer, goods_cents=20_00, external_id="shop-1")
        people = make_list(
            "email,points\naugusta@example.com,5\nAUGUSTA@example.com.,x\ngrace@example.com,7\n",
            merchant=merchant,
        )
        import_list(people)
        orders = make_import(
            "order id,email,paid at,amount\n8,augusta@example.com,2026-01-05,x\n9,,2026-01-05,1.00\n",
            merchant=merchant,
        )
        check_file(orders)
        return Customer.objects.select_related("merchant", "account").get(pk=customer.pk)


def texts() -> str:
    """Everything that the database holds in columns that can hold texts."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f'SELECT to_jsonb(one)::text FROM "{model._meta.db_table}" one')
                found += [row for (row,) in cursor.fetchall()]
                for column in (one.column for one in model._meta.fields if isinstance(one, BinaryField)):
                    cursor.execute(f'SELECT "{column}" FROM "{model._meta.db_table}"')
                    found += [bytes(row or b"").decode(errors="replace") for (row,) in cursor.fetchall()]
    return "\n".join(found).lower()


def erase(customer: Customer, *, at: datetime = LATER) -> None:
    with scope(merchant=customer.merchant):
        flows.customer_erased(customer, by=make_user("Olive"), at=at)


@pytest.mark.parametrize("word", ["augusta", "kingsley", "1985-12-10"])
def test_no_word_of_them_is_left_anywhere(augusta: Customer, word: str) -> None:
    assert word in texts()

    erase(augusta)

    assert word not in texts()


def test_the_balance_is_forfeited_by_an_entry(augusta: Customer) -> None:
    erase(augusta)

    with scope(merchant=augusta.merchant):
        entry = augusta.points_transactions.latest("pk")
        assert (entry.kind, entry.points, entry.balance_after) == (Kind.FORFEIT, -55, 0)
        assert list(find_differences()) == []
        assert outstanding(augusta.merchant_id) == 7


def test_a_debt_is_forgiven(merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_adjustment(ada, points=-25, may_go_negative=True)

    erase(ada)

    with scope(merchant=merchant):
        assert PointsAccount.objects.get(customer=ada).balance == 0


def test_orders_and_who_changed_what_stay(augusta: Customer) -> None:
    with scope(merchant=augusta.merchant):
        before = AuditEvent.objects.filter(subject_id=augusta.pk).count()

    erase(augusta)

    with scope(merchant=augusta.merchant):
        assert Order.objects.get().goods_cents == 20_00
        assert Award.objects.get().points == 20
        events = AuditEvent.objects.filter(subject_id=augusta.pk)
        assert events.count() == before + 1
        assert events.latest("pk").action == "customer.erased"


def test_a_later_registration_is_somebody_new(augusta: Customer) -> None:
    make_rule(augusta.merchant, action="sign_up", points=200)
    erase(augusta)

    again = make_customer(
        augusta.merchant, first_name="Augusta", external_id="augusta-7", at=LATER + timedelta(days=1)
    )

    assert again.pk != augusta.pk
    assert again.account.balance == 200


def test_an_order_of_before_moves_no_points_any_more(augusta: Customer) -> None:
    erase(augusta)

    refund = RefundFacts(external_id="r-1", refunded_at=LATER, goods_cents=20_00)
    with scope(merchant=augusta.merchant):
        flows.orders_changed(
            [OrderFacts("shop", "shop-1", LATER, refunds=(refund,))], merchant=augusta.merchant, at=LATER
        )

        assert PointsAccount.objects.get(customer=augusta).balance == 0
        assert list(find_differences()) == []


def test_points_that_were_held_back_never_come(merchant: Merchant) -> None:
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"holding_days": 14}, by=None, at=MONDAY)
    ada = make_customer(merchant)
    make_order(ada)

    erase(ada, at=MONDAY + timedelta(days=1))

    with scope(merchant=merchant):
        while flows.points_activated(merchant, at=LATER):
            pass
        account = PointsAccount.objects.get(customer=ada)
        assert (account.balance, account.pending, account.lifetime) == (0, 0, 0)


def test_nobody_is_erased_twice(augusta: Customer) -> None:
    erase(augusta)

    with pytest.raises(CustomerGone):
        erase(augusta)


def test_whoever_was_erased_is_in_no_list(augusta: Customer) -> None:
    erase(augusta)

    with scope(merchant=augusta.merchant):
        assert not Customer.objects.excluded().exists()
        assert not Customer.objects.present().filter(pk=augusta.pk).exists()
        assert Customer.objects.get(pk=augusta.pk).state == CustomerState.DISABLED


def test_files_are_read_on_past_what_was_erased(augusta: Customer) -> None:
    rows = "".join(f"p{number}@example.com,{number}\n" for number in range(20_000))
    with scope(merchant=augusta.merchant):
        stored = make_list(
            f"email,points\n{rows}augusta@example.com,5\nlast@example.com,6\n", merchant=augusta.merchant
        )
        size = sum(map(len, blocks_of(stored, 0)))

        erase(augusta)

        content = b"".join(blocks_of(stored, 0))
        assert len(content) == size
        assert b"augusta" not in content
        assert content.endswith(b"\nlast@example.com,6\n")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE points_pointstransaction SET points = 9, internal_note = ''",
        "UPDATE points_pointstransaction SET internal_note = 'otherwise'",
        "UPDATE points_pointstransaction SET description = ''",
        "DELETE FROM points_pointstransaction",
        "UPDATE audit_auditevent SET before = '{}', after = '{}', action = 'nothing'",
        "UPDATE audit_auditevent SET after = '{\"points\": 1}'",
        "DELETE FROM audit_auditevent",
    ],
)
def test_erasing_opens_no_other_way_into_what_is_guarded(augusta: Customer, attack: str) -> None:
    erasing_customer(augusta.pk)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
