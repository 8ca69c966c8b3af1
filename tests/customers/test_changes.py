"""What a team member does to a customer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope

from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.team.models import Role
from tests.cast import (
    MONDAY,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    return make_customer(merchant, points=100)


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def _adjustment(**changes: object) -> dict[str, object]:
    return {
        "points": "-30",
        "description": "A mistake",
        "internal_note": "By phone",
        "key": str(uuid4()),
    } | changes


def test_adjusting_posts_once_with_both_texts(client: Client, merchant: Merchant, ada: Customer) -> None:
    form = _adjustment()

    for _time in range(2):
        answer = client.post(f"/customers/{ada.pk}/adjust/", form)

    assert answer.status_code == 302
    with scope(merchant=merchant):
        entry = PointsTransaction.objects.get(customer=ada, points=-30)
    assert (entry.description, entry.internal_note, entry.balance_after) == ("A mistake", "By phone", 70)
    assert str(entry.actor) == "Olive"


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("0", "Enter a number other than 0."),
        ("", "Enter how many points."),
        ("1.5", "Enter a whole number."),
        ("ten", "Enter a whole number."),
        ("1000000001", "Ensure this value is less than or equal to 1000000000."),
        ("-101", "That would take the balance of 100 points below zero."),
    ],
)
def test_a_bad_number_is_refused_at_the_field_and_kept(
    client: Client, merchant: Merchant, ada: Customer, points: str, sentence: str
) -> None:
    answer = client.post(f"/customers/{ada.pk}/adjust/", _adjustment(points=points))

    assert answer.context["form"].errors["points"] == [sentence]
    assert answer.context["form"]["points"].value() == points
    with scope(merchant=merchant):
        assert PointsTransaction.objects.filter(customer=ada).count() == 1


def test_below_zero_is_allowed_when_asked_for(client: Client, merchant: Merchant, ada: Customer) -> None:
    client.post(f"/customers/{ada.pk}/adjust/", _adjustment(points="-101", may_go_negative="on"))

    with scope(merchant=merchant):
        assert Customer.objects.select_related("account").get(pk=ada.pk).account.balance == -1


def test_the_log_explains_each_line(client: Client, merchant: Merchant, ada: Customer) -> None:
    make_rule(merchant)
    make_order(ada, goods_cents=2990, number="#1001")

    page = client.get(f"/customers/{ada.pk}/").content.decode()

    assert "Order #1001" in page
    assert "29" in page
    assert "129" in page


def test_excluding_and_bringing_back_leave_their_reasons(
    client: Client, merchant: Merchant, ada: Customer
) -> None:
    client.post(f"/customers/{ada.pk}/exclude/", {"reason": "Resells coupons"})
    with scope(merchant=merchant):
        assert Customer.objects.get(pk=ada.pk).state == "disabled"

    client.post(f"/customers/{ada.pk}/include/", {"reason": "Was somebody else"})

    with scope(merchant=merchant):
        assert Customer.objects.get(pk=ada.pk).state == "member"
        reasons = [event.after["reason"] for event in AuditEvent.objects.order_by("pk")]
    assert reasons == ["Resells coupons", "Was somebody else"]


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.VIEWER, "", 200),
        (Role.VIEWER, "adjust/", 403),
        (Role.SUPPORT, "adjust/", 200),
        (Role.SUPPORT, "exclude/", 403),
        (Role.ADMIN, "exclude/", 200),
    ],
)
def test_roles_open_what_they_may(
    client: Client, merchant: Merchant, ada: Customer, role: Role, path: str, status: int
) -> None:
    sign_in(client, make_colleague(merchant, role=role))

    assert client.get(f"/customers/{ada.pk}/{path}").status_code == status


def test_whoever_was_taken_out_is_shown_with_the_reason(client: Client, ada: Customer) -> None:
    client.post(f"/customers/{ada.pk}/exclude/", {"reason": "Sells our coupons on."})

    page = client.get(f"/customers/{ada.pk}/").text

    assert "Excluded from the programme" in page
    assert "Sells our coupons on." in page


def test_the_newest_orders_of_a_customer_come_first(client: Client, ada: Customer) -> None:
    newer = make_order(ada, at=MONDAY)
    older = make_order(ada, at=MONDAY - timedelta(days=9))

    page = client.get(f"/customers/{ada.pk}/").text

    assert page.index(f"/orders/{newer.pk}/") < page.index(f"/orders/{older.pk}/")
