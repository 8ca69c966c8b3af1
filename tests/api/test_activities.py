"""/activities"""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_scopes import scope

from earning.actions import activity_token, bring_actions
from earning.catalogue import EarningAction, Group
from earning.models import Activity, CustomAction
from loyalty.merchants.models import Merchant, UnknownCustomers
from loyalty.points.queries import balance_of
from tests.api.cast import Caller
from tests.api.contract import assert_as_published, assert_refused
from tests.cast import MONDAY, make_customer, make_merchant, make_rule, make_user

REVIEW = {"token": "leave_review", "customer_email": "ada@example.com"}


def test_a_review_gives_its_points_at_once(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    make_rule(merchant, action="leave_review")
    at = now() - timedelta(hours=1)

    response = caller.post(
        "activities",
        {
            "activity": {
                "token": "leave_review",
                "customer_id": ada.pk,
                "distinct_id": "review-1",
                "created_on_origin_at": at.isoformat(),
            }
        },
    )

    assert response.status_code == 201
    said = assert_as_published(response, "POST", "/activities")["activity"]
    with scope(merchant=merchant):
        activity = Activity.objects.get()
        assert balance_of(ada) == 100
        assert (activity.source, activity.distinct_id, activity.occurred_at) == ("api", "review-1", at)
    assert (said["id"], said["customer_id"], said["token"]) == (activity.pk, ada.pk, "leave_review")
    assert said["distinct_id"] == "review-1"


def test_the_same_again_is_refused(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)
    sent = {"activity": {**REVIEW, "distinct_id": "1"}}

    first, second = caller.post("activities", sent), caller.post("activities", sent)

    assert first.status_code == 201
    assert assert_refused(second, 422) == "This activity was received before."
    assert second["X-Error-Code"] == "duplicate_activity"


def test_without_a_name_of_its_own_each_is_another(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)

    answers = [caller.post("activities", {"activity": REVIEW}).json()["activity"] for _number in range(2)]

    assert [answer["distinct_id"] for answer in answers] == [None, None]
    assert [answer["created_on_origin_at"] for answer in answers] == [None, None]
    assert answers[0]["id"] != answers[1]["id"]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"customer_id": 1, "customer_email": "ada@example.com"},
        {"customer_id": None, "customer_email": None},
        {"customer_id": True},
        {"customer_id": 1.5},
        {"customer_id": [1]},
        {"customer_id": 1, "unknown": 1},
        {"customer_id": 1, "token": ""},
        {"customer_id": 1, "token": "x" * 81},
        {"customer_id": 1, "created_on_origin_at": "yesterday"},
        {"customer_id": 1, "created_on_origin_at": "0001-01-01T00:00:00+23:59"},
    ],
)
def test_what_has_no_meaning_is_refused(said: dict[str, object], caller: Caller) -> None:
    assert_refused(caller.post("activities", {"activity": {"token": "leave_review", **said}}), 400)


def test_who_is_unknown_is_refused_or_taken_for_a_guest(merchant: Merchant, caller: Caller) -> None:
    refused = caller.post("activities", {"activity": REVIEW})
    by_id = caller.post("activities", {"activity": {"token": "leave_review", "customer_id": 1}})
    with scope(merchant=merchant):
        merchant.program.unknown_customers = UnknownCustomers.GUEST
        merchant.program.save(update_fields=["unknown_customers"])
    taken = caller.post("activities", {"activity": REVIEW})

    assert assert_refused(refused, 422) == assert_refused(by_id, 422) == "There is no such customer."
    assert taken.status_code == 201
    assert caller.get("customers").json()["customers"][0]["state"] == "candidate"


def test_a_strangers_customer_is_not_known(caller: Caller) -> None:
    theirs = make_customer(make_merchant(owner=make_user("Stranger"), name="Somebody else's"))

    response = caller.post("activities", {"activity": {"token": "leave_review", "customer_id": theirs.pk}})

    assert_refused(response, 422)


def test_what_has_not_happened_yet_is_refused(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)
    later = (now() + timedelta(days=1)).isoformat()

    response = caller.post("activities", {"activity": {**REVIEW, "created_on_origin_at": later}})

    assert assert_refused(response, 422) == "This activity has not happened yet."


def test_actions_are_known_by_their_code_and_by_their_token(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)
    make_rule(merchant, action="visit-store")
    brought = EarningAction(
        code="acme/review", group=Group.STORE, name="Review", explanation="Review", icon="star"
    )
    with scope(merchant=merchant):
        bring_actions(merchant, source="acme", actions=[brought], at=MONDAY)
        visit = CustomAction.objects.get().activity_token
    tokens = [
        "visit-store",
        visit,
        "acme/review",
        activity_token("acme/review"),
        activity_token("leave_review"),
    ]

    answers = [caller.post("activities", {"activity": {**REVIEW, "token": token}}).json() for token in tokens]

    assert [answer["activity"]["token"] for answer in answers] == tokens
    assert visit == activity_token("visit-store")
    with scope(merchant=merchant):
        assert list(Activity.objects.order_by("pk").values_list("token", flat=True)) == [
            "visit-store",
            "visit-store",
            "acme/review",
            "acme/review",
            "leave_review",
        ]


@pytest.mark.parametrize("token", ["nothing", "activity_0123456789abcdef01234567", "api/visit-store"])
def test_a_token_that_nobody_knows_is_refused(token: str, merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)

    response = caller.post("activities", {"activity": {**REVIEW, "token": token}})

    assert token in assert_refused(response, 422)
    assert response["X-Error-Code"] == "unknown_token"


def test_what_the_programme_sees_by_itself_cannot_be_reported(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)

    assert_refused(caller.post("activities", {"activity": {**REVIEW, "token": "place_order"}}), 422)
