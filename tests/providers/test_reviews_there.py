"""A review that a shopper leaves with CM Commerce becomes points here, once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django_scopes import scope
from pytest_django.live_server_helper import LiveServer

from earning.models import Activity
from loyalty.customers.models import Customer
from loyalty.points.models import PointsTransaction
from tests.cast import make_customer, make_rule
from tests.providers.lossy import LossyWay, lossy_way
from tests.providers.story import Story, telling

pytestmark = pytest.mark.django_db(transaction=True)

REVIEW = "cm-commerce/review"
PRODUCTS = ("Guji", "Filters")


def ready(story: Story) -> Customer:
    """The app is installed, a review gives 50 points, and Ada shops."""
    ada = make_customer(story.merchant)
    story.install()
    make_rule(story.merchant, action=REVIEW, name="Review a product", points=50)
    return ada


def given(customer: Customer) -> list[tuple[str, int]]:
    """What stands in the customer's book, in order."""
    with scope(merchant=customer.merchant):
        entries = PointsTransaction.objects.filter(customer=customer).order_by("pk")
        return [(entry.description, entry.points) for entry in entries]


def told(story: Story) -> list[tuple[str, str]]:
    rows = story.commerce.store.rows("SELECT distinct_id, state FROM activities ORDER BY rowid")
    return [(row["distinct_id"], row["state"]) for row in rows]


def choose(story: Story, unit: str) -> None:
    story.olive.press(story.page("/reviews"), "Save", unit=unit, is_rewarded="yes")


def test_an_order_counts_once_however_many_of_its_products_are_reviewed(story: Story) -> None:
    ada = ready(story)
    choose(story, "order")

    story.review(ada, *PRODUCTS)
    story.work()

    assert given(ada) == [("Review a product", 50)]
    assert told(story) == [("order-1042", "accepted"), ("order-1042", "refused")]


def test_every_product_counts_where_the_merchant_says_so(story: Story) -> None:
    ada = ready(story)
    choose(story, "product")

    story.review(ada, *PRODUCTS)
    story.work()

    assert given(ada) == [("Review a product", 50)] * 2
    assert told(story) == [
        ("order-1042-product-guji", "accepted"),
        ("order-1042-product-filters", "accepted"),
    ]


def test_nothing_is_told_where_the_merchant_switched_it_off(story: Story) -> None:
    ada = ready(story)
    story.olive.session.post(f"{story.commerce.setup.address}/reviews/settings", data={"unit": "order"})

    story.review(ada, *PRODUCTS)
    story.work()

    assert given(ada) == []
    assert told(story) == []


def test_a_review_of_somebody_unknown_gives_nothing_and_says_why(story: Story) -> None:
    ready(story)
    stranger = Customer(email="stranger@example.com")

    story.review(stranger, "Guji")
    story.work()

    (activity,) = story.commerce.store.rows("SELECT * FROM activities")
    assert activity["state"] == "refused"
    assert "customer" in activity["answer"].lower()


def test_a_limit_of_the_rule_holds(story: Story) -> None:
    ada = make_customer(story.merchant)
    story.install()
    make_rule(story.merchant, action=REVIEW, name="Review", points=50, limit_count=1, limit_period="day")

    story.review(ada, "Guji", order="1")
    story.review(ada, "Guji", order="2")
    story.work()

    assert given(ada) == [("Review", 50)]
    assert told(story) == [("order-1", "accepted"), ("order-2", "accepted")]


@pytest.fixture
def way(live_server: LiveServer) -> Iterator[LossyWay]:
    with lossy_way(live_server.url) as passed:
        yield passed


def test_an_answer_that_was_lost_is_asked_for_again_and_counts_once(
    live_server: LiveServer, way: LossyWay, tmp_path: Path
) -> None:
    with telling(live_server.url, tmp_path, api=f"{way.address}/v1") as story:
        ada = ready(story)
        story.review(ada, "Guji")

        story.work()
        assert told(story) == [("order-1042", "waiting")]
        story.work(after=timedelta(seconds=3))

    assert told(story) == [("order-1042", "accepted")]
    assert len(way.keys) == 2
    assert len(set(way.keys)) == 1
    assert given(ada) == [("Review a product", 50)]
    with scope(merchant=story.merchant):
        assert Activity.objects.count() == 1


def test_another_report_of_the_same_review_is_refused(story: Story) -> None:
    ada = ready(story)
    story.review(ada, "Guji")
    story.work()
    connection = story.connection
    assert connection is not None

    answer = requests.post(
        f"{story.commerce.setup.api}/activities",
        headers={"Authorization": f"Bearer {connection['access_token']}", "Idempotency-Key": "another"},
        json={"activity": {"token": REVIEW, "customer_id": ada.pk, "distinct_id": "order-1042"}},
        timeout=10,
    )

    assert answer.status_code == 422
    assert given(ada) == [("Review a product", 50)]


def test_a_token_is_renewed_before_it_ends_and_the_old_one_is_worth_nothing(story: Story) -> None:
    ada = ready(story)
    before = story.connection
    assert before is not None

    story.review(ada, "Guji")
    story.work(after=timedelta(hours=2))

    after = story.connection
    assert after is not None
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert given(ada) == [("Review a product", 50)]
    old = {"Authorization": f"Bearer {before['access_token']}"}
    assert requests.get(f"{story.commerce.setup.api}/customers", headers=old, timeout=10).status_code == 401


def test_a_removed_app_is_refused_and_says_so(story: Story) -> None:
    ada = ready(story)
    story.remove()

    story.review(ada, "Guji")
    story.work()

    assert given(ada) == []
    assert "Access refused" in story.page("/connection").words
    assert "The app was removed there" in story.page("/customers").words


def test_an_app_that_comes_back_goes_on(story: Story) -> None:
    ada = ready(story)
    story.remove()
    story.sync()
    story.approve()

    consent = story.olive.press(story.page("/connection"), "Connect again")
    account = story.olive.press(consent, "Authorize")
    story.review(ada, "Guji")
    story.work()

    assert "Your loyalty account has been authorized." in account.words
    assert given(ada) == [("Review a product", 50)]
