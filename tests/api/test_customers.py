"""/customers"""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.merchants.models import Merchant
from tests.api.cast import Caller
from tests.api.contract import assert_refused
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_customer,
    make_merchant,
    make_order,
    make_tiers,
    make_user,
)
from vip.models import Period


def names(caller: Caller, **query: object) -> list[str]:
    """The first names of who is answered."""
    response = caller.get("customers", query)
    assert response.status_code == 200, response.content
    return [customer["first_name"] for customer in response.json()["customers"]]


def test_a_customer_is_answered_whole(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant, points=120, last_name="Byron")
    with scope(merchant=merchant):
        flows.birthday_set(ada, birthday=date(1004, 12, 10), by=None, at=MONDAY)
        ada.refresh_from_db()

    said = caller.get(f"customers/{ada.pk}").json()["customer"]

    assert said == {
        "id": ada.pk,
        "first_name": "Ada",
        "last_name": "Byron",
        "email": "ada@example.com",
        "state": "member",
        "date_of_birth": "1004-12-10",
        "points_balance": 120,
        "referral_url": f"http://testserver/r/{merchant.pk}-{ada.referral_code}/",
        "vip_tier_id": None,
        "created_at": "2026-03-02T09:00:00.000Z",
        "updated_at": said["updated_at"],
    }
    assert resolve(urlsplit(said["referral_url"]).path).url_name == "invitation"


def test_what_is_not_known_is_null(merchant: Merchant, caller: Caller) -> None:
    stranger = make_customer(merchant, first_name="", email="", external_id="1")

    said = caller.get(f"customers/{stranger.pk}").json()["customer"]

    assert (said["first_name"], said["last_name"], said["email"]) == (None, None, "")
    assert said["date_of_birth"] is None


def test_pages_lead_forth_and_back(merchant: Merchant, caller: Caller) -> None:
    for name in "abcde":
        make_customer(merchant, first_name=name)

    first = caller.get("customers", {"limit": 2}).json()
    second = caller.get("customers", {"limit": 2, "cursor": first["metadata"]["next_cursor"]}).json()
    third = caller.get("customers", {"limit": 2, "cursor": second["metadata"]["next_cursor"]}).json()
    back = caller.get("customers", {"limit": 2, "cursor": third["metadata"]["previous_cursor"]}).json()

    seen = [[customer["first_name"] for customer in page["customers"]] for page in (first, second, third)]
    assert seen == [["e", "d"], ["c", "b"], ["a"]]
    assert first["metadata"]["previous_cursor"] is None
    assert third["metadata"]["next_cursor"] is None
    assert back["customers"] == second["customers"]


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 251}, {"limit": "x"}, {"cursor": "x"}, {"state": "x"}, {"updated_at_min": "x"},
     {"include": "x"}, {"unknown": "x"}, {"email": "a\x00b"}, {"updated_at_min": "0001-01-01T00:00:00Z"}],
)  # fmt: skip
def test_what_has_no_meaning_is_refused(query: dict[str, object], caller: Caller) -> None:
    assert_refused(caller.get("customers", query), 400)


def test_customers_are_found_by_address_and_state(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)
    make_customer(merchant, first_name="Bo", has_account=True)

    assert names(caller, email=" ADA@Example.com ") == ["Ada"]
    assert names(caller, email="nobody@example.com") == []
    assert names(caller, state="candidate") == []
    assert names(caller, state="member") == ["Bo", "Ada"]


def test_the_address_of_somebody_merged_leads_to_who_they_became(merchant: Merchant, caller: Caller) -> None:
    ada, bo = make_customer(merchant), make_customer(merchant, first_name="Bo")
    with scope(merchant=merchant):
        flows.customers_merged(bo, into=ada, by=None, at=MONDAY)

    assert names(caller, email="bo@example.com") == ["Ada"]
    assert names(caller) == ["Ada"]
    assert caller.get(f"customers/{bo.pk}").json()["customer"]["id"] == ada.pk


def test_who_was_erased_is_gone(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    with scope(merchant=merchant):
        flows.customer_erased(ada, by=None, at=MONDAY)

    assert names(caller) == []
    assert_refused(caller.get(f"customers/{ada.pk}"), 404)


def test_a_strangers_customer_is_not_there(caller: Caller) -> None:
    theirs = make_customer(make_merchant(owner=make_user("Stranger"), name="Somebody else's"))

    assert names(caller) == []
    for customer_id in (theirs.pk, 0, 2**63, "9" * 400, "9" * 5000):
        assert_refused(caller.get(f"customers/{customer_id}"), 404)


def test_changes_of_points_profile_and_tier_count_as_changes(merchant: Merchant, caller: Caller) -> None:
    with scope(merchant=merchant):
        old, earned, renamed, moved = (make_customer(first_name=name) for name in ("a", "b", "c", "d"))
        make_tiers()
        make_order(moved, goods_cents=300_00)
        with connection.cursor() as cursor:
            for table in ("points_pointsaccount", "customers_customer"):
                cursor.execute(
                    f"UPDATE {table} SET updated_at = '2026-03-02' WHERE merchant_id = {merchant.pk}"
                )
            cursor.execute(
                f"UPDATE vip_tiermove SET created_at = '2026-03-02' WHERE customer_id <> {moved.pk}"
            )
        make_adjustment(earned, points=5)
        flows.customer_email_changed(renamed, email="new@example.com", at=now())
    since = now() - timedelta(minutes=5)

    recent, all_of_them = (
        names(caller, updated_at_min=since.isoformat()),
        names(caller, updated_at_min="2026-03-01"),
    )

    assert recent == ["d", "c", "b"]
    assert all_of_them == ["d", "c", "b", "a"]
    assert old.first_name == "a"


def test_where_a_customer_stands_is_included_if_asked_for(merchant: Merchant, caller: Caller) -> None:
    with scope(merchant=merchant):
        terms = make_tiers(period=Period.CALENDAR_YEAR)
        ada = make_customer()
        make_order(ada, goods_cents=250_00, at=now())
    silver, gold = terms.tiers[1], terms.tiers[2]

    said = caller.get(f"customers/{ada.pk}", {"include": "vip_status,vip_status.next_vip_tier"}).json()[
        "customer"
    ]

    year = now().year
    assert said["vip_tier_id"] == silver.id
    assert said["vip_status"] == {
        "vip_tier_id": silver.id,
        "vip_tier_expires_at": f"{year + 2}-01-01T00:00:00.000Z",
        "progress_value": 250.0,
        "current_vip_period_end": f"{year + 1}-01-01T00:00:00.000Z",
        "delta_to_retain_vip_tier": 0.0,
        "next_vip_tier_id": gold.id,
        "delta_to_next_vip_tier": 250.0,
        "next_vip_tier": {
            "id": gold.id,
            "name": "Gold",
            "image_url": "http://testserver/icons/medal.svg",
            "milestone": 500.0,
        },
    }


def test_without_vip_all_of_the_status_is_null(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)

    said = caller.get(f"customers/{ada.pk}", {"include": "vip_status.vip_tier"}).json()["customer"]

    assert set(said["vip_status"].values()) == {None}
    assert set(said["vip_status"]) >= {"progress_value", "vip_tier"}


def test_a_list_takes_as_many_queries_as_one_customer(merchant: Merchant, caller: Caller) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            names(caller, include="vip_status.vip_tier")
        return len(captured)

    with scope(merchant=merchant):
        make_tiers()
        make_order(make_customer(), goods_cents=250_00)
    names(caller)
    with_one = queries()
    with scope(merchant=merchant):
        for name in "bcdefg":
            make_order(make_customer(first_name=name), goods_cents=250_00)

    assert queries() == with_one <= 7


def test_whoever_has_the_answer_is_told_so(merchant: Merchant, caller: Caller) -> None:
    ada = make_customer(merchant)
    first = caller.get("customers")

    again = caller.get("customers", If_None_Match=first["ETag"])
    make_adjustment(ada, points=5)
    later = caller.get("customers", If_None_Match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert later.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"


def test_where_customers_stand_may_be_kept_for_ten_minutes(merchant: Merchant, caller: Caller) -> None:
    make_customer(merchant)

    for path in ("customers", "vip_tiers"):
        query = {"include": "vip_status"} if path == "customers" else {}
        assert caller.get(path, query)["Cache-Control"] == "private, max-age=600"


def test_head_is_answered_as_get_without_a_body(caller: Caller) -> None:
    response = caller.send("HEAD", "customers", "")

    assert response.status_code == 200
    assert response["ETag"]


def test_moments_are_written_to_the_millisecond(merchant: Merchant, caller: Caller) -> None:
    at = datetime(2026, 4, 4, 15, 10, 42, 30_000, tzinfo=UTC)
    make_customer(merchant, at=at)

    assert caller.get("customers").json()["customers"][0]["created_at"] == "2026-04-04T15:10:42.030Z"
