"""Program → Points → Settings: what a change does, who may make it, and what is told of mistakes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.merchants.forms import PointsSettingsForm
from loyalty.merchants.models import Merchant, Program
from loyalty.orders.snapshots import AmountFacts, RefundFacts
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

PATH = "/program/points/settings/"


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def shown(client: Client) -> dict[str, str]:
    """What a browser would send back of the page as it is, hidden fields included."""
    form: PointsSettingsForm = client.get(PATH).context["form"]
    fields = {
        field.html_name: field.value()
        for field in form
        if field.value() is not None and field.value() is not False
    }
    first = {field.html_initial_name: field.value() for field in form if field.value() is not None}
    return {name: str(value) for name, value in (fields | first).items()}


def typed(client: Client, **changes: str) -> dict[str, str]:
    return {**shown(client), **changes}


def program_of(merchant: Merchant) -> Program:
    with scope(merchant=merchant):
        return Program.objects.get()


def balance_of(customer: Customer) -> int:
    with scope(merchant=customer.merchant):
        customer.account.refresh_from_db()
    return customer.account.balance


def test_a_change_counts_for_a_later_order_and_not_for_a_settled_one(
    client: Client, merchant: Merchant
) -> None:
    make_rule(merchant)
    ada = make_customer(merchant)
    amounts = AmountFacts(currency="EUR", goods_cents=10_00, shipping_cents=5_00)
    make_order(ada, external_id="before", amounts=amounts)

    answer = client.post(PATH, typed(client, earns_on_shipping="on"))
    make_order(ada, external_id="after", amounts=amounts)
    refund = RefundFacts(external_id="r", refunded_at=MONDAY, goods_cents=4_00)
    make_order(ada, external_id="before", amounts=amounts, refunds=(refund,))

    assert answer.headers["Location"] == PATH
    assert balance_of(ada) == (10 - 4) + 15


@pytest.mark.parametrize(
    ("changes", "name", "kept"),
    [
        ({"rounding": "half_up"}, "rounding", "half_up"),
        ({"stacking": "best"}, "stacking", "best"),
        ({"earns_before_discount": "on"}, "earns_before_discount", True),
        ({"earns_on_tax": "on"}, "earns_on_tax", True),
        ({"award_on": "fulfilled"}, "award_on", "fulfilled"),
        ({"refund_negative": "clamp"}, "refund_negative", "clamp"),
        ({"participants": "all"}, "participants", "all"),
        ({"claim_guest_orders_days": "30"}, "claim_guest_orders_days", 30),
        (
            {"excluded_categories": " Gift cards\r\n\r\nSale\r\nSale "},
            "excluded_categories",
            ["Gift cards", "Sale"],
        ),
        ({"excluded_products": "SKU-1"}, "excluded_products", ["SKU-1"]),
        ({"expiry_warning_days": "7; 60 7"}, "expiry_warning_days", [60, 7]),
        (
            {"currency_rates": "jpy 1 per 150\r\n\r\nSEK: 2 per 10,50"},
            "currency_rates",
            {"JPY": {"points": 1, "amount_cents": 150}, "SEK": {"points": 2, "amount_cents": 10_50}},
        ),
    ],
)
def test_each_setting_is_kept_alone_and_shown_again(
    client: Client, merchant: Merchant, changes: dict[str, str], name: str, kept: Any
) -> None:
    client.post(PATH, typed(client, **changes))
    client.post(PATH, typed(client))

    with scope(merchant=merchant):
        event = AuditEvent.objects.get(action="program.changed")
    assert getattr(program_of(merchant), name) == kept
    assert event.after == {name: kept}
    assert event.actor == make_user("Olive")


def test_lists_are_shown_as_they_are_typed(client: Client) -> None:
    client.post(
        PATH, typed(client, excluded_products="A\nB", currency_rates="JPY 1 per 150\nSEK 2 per 10.50")
    )

    page = client.get(PATH).content.decode()

    assert "JPY 1 per 150\nSEK 2 per 10.50</textarea>" in page
    assert "A\nB</textarea>" in page


def test_ticks_and_texts_can_all_be_taken_back(client: Client, merchant: Merchant) -> None:
    client.post(PATH, typed(client, earns_on_tax="on", claim_guest_orders_days="7", excluded_products="A"))
    taken_back = typed(client, claim_guest_orders_days="", excluded_products="")
    del taken_back["earns_on_tax"]

    client.post(PATH, taken_back)

    program = program_of(merchant)
    assert (program.earns_on_tax, program.claim_guest_orders_days, program.excluded_products) == (
        False,
        None,
        [],
    )


def test_what_a_colleague_saved_meanwhile_stays(client: Client, merchant: Merchant) -> None:
    seen = typed(client, rounding="ceil")
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"stacking": "best"}, by=None, at=MONDAY)

    client.post(PATH, seen)

    program = program_of(merchant)
    assert (program.rounding, program.stacking) == ("ceil", "best")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("rounding", "sideways", "Select a valid choice. sideways is not one of the available choices."),
        ("claim_guest_orders_days", "366", "Enter at most 365."),
        ("claim_guest_orders_days", "soon", "Enter a whole number."),
        ("excluded_products", "\n".join(map(str, range(1001))), "Enter at most 1000 names."),
        ("currency_rates", "\n150 yen", "Line 2: write it like “JPY 1 per 150”."),
        ("currency_rates", "ABC 1 per 150", "Line 1: there is no currency ABC."),
        (
            "currency_rates",
            "EUR 1 per 1",
            "Line 1: EUR is your own currency; its points come from the rules.",
        ),
        ("currency_rates", "JPY 1 per 150\nJPY 2 per 150", "Line 2: JPY stands there twice."),
        ("currency_rates", "JPY 1 per 1.5", "Line 1: amounts in JPY have fewer decimals."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    client: Client, merchant: Merchant, name: str, value: str, sentence: str
) -> None:
    answer = client.post(PATH, typed(client, earns_on_tax="on", **{name: value}))

    form: PointsSettingsForm = answer.context["form"]
    assert form.errors == {name: [sentence]}
    assert form[name].value() == value
    assert 'data-save="changed"' in answer.content.decode()
    assert not program_of(merchant).earns_on_tax


@pytest.mark.parametrize("rate", ["JPY 0 per 150", "JPY 1 per 0", "JPY 1 per 1000000001"])
def test_what_the_programme_refuses_is_told_at_its_field(
    client: Client, merchant: Merchant, rate: str
) -> None:
    answer = client.post(PATH, typed(client, earns_on_tax="on", currency_rates=rate))

    form: PointsSettingsForm = answer.context["form"]
    assert form.errors == {"currency_rates": ["For each currency, enter points and an amount above zero."]}
    assert form["currency_rates"].value() == rate
    assert not program_of(merchant).earns_on_tax


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_others_see_the_settings_and_change_nothing(client: Client, merchant: Merchant, role: Role) -> None:
    sent = typed(client, rounding="ceil")
    sign_in(client, make_colleague(merchant, role=role))

    page = client.get(PATH)
    refused = client.post(PATH, sent)

    assert all(field.disabled for field in page.context["form"].fields.values())
    assert "Owners and admins can change these settings." in page.content.decode()
    assert refused.status_code == 403
    assert program_of(merchant).rounding == "floor"


def test_admins_may_change_them(client: Client, merchant: Merchant) -> None:
    sign_in(client, make_colleague(merchant, role=Role.ADMIN))

    client.post(PATH, typed(client, rounding="ceil"))

    assert program_of(merchant).rounding == "ceil"


def test_the_page_stands_under_points(client: Client) -> None:
    assert reverse("merchants:points_settings") == PATH
    assert f'href="{PATH}"' in client.get(reverse("earning:rules")).content.decode()


def test_points_expire_from_today_on_and_the_page_says_what_it_means(
    client: Client, merchant: Merchant
) -> None:
    client.post(PATH, typed(client, expiry_mode="lot", expiry_months="12"))
    page = client.get(PATH).content.decode()

    program = program_of(merchant)
    today = now().date()
    with scope(merchant=merchant):
        event = AuditEvent.objects.get(action="program.changed")
    assert (program.expiry_mode, program.expiry_months, program.expiry_days) == ("lot", 12, None)
    assert program.expiry_enabled_on == today
    assert event.after == {"expiry_mode": "lot", "expiry_months": 12, "expiry_enabled_on": today.isoformat()}
    assert "What is earned today can be used through" in page


def test_the_first_day_stays_when_only_the_period_changes(client: Client, merchant: Merchant) -> None:
    with scope(merchant=merchant):
        first = {"expiry_mode": "lot", "expiry_months": 12}
        flows.program_changed(merchant, first, by=None, at=MONDAY)

    client.post(PATH, typed(client, expiry_months="", expiry_days="90"))

    program = program_of(merchant)
    assert (program.expiry_months, program.expiry_days) == (None, 90)
    assert program.expiry_enabled_on == MONDAY.date()


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"expiry_mode": "lot"}, "expiry_months", "Say how long points last."),
        (
            {"expiry_mode": "inactivity", "expiry_months": "6", "expiry_days": "30"},
            "expiry_days",
            "Choose months or days, not both.",
        ),
        (
            {"expiry_mode": "lot", "expiry_months": "121"},
            "expiry_months",
            "Enter at most 120.",
        ),
        (
            {"expiry_warning_days": "a week"},
            "expiry_warning_days",
            "Enter whole numbers of days, parted by commas.",
        ),
        (
            {"expiry_warning_days": "0"},
            "expiry_warning_days",
            "Enter at most 5 numbers of days, each from 1 to 365.",
        ),
    ],
)
def test_expiry_that_makes_no_sense_is_refused_at_the_field(
    client: Client, merchant: Merchant, changes: dict[str, str], field: str, reason: str
) -> None:
    answer = client.post(PATH, typed(client, **changes))

    assert answer.context["form"].errors == {field: [reason]}
    assert program_of(merchant).expiry_mode == "none"
