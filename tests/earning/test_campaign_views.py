"""Program → Campaigns: the list, the calendar, the form with its preview."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from earning.actions import CampaignTerms
from earning.models import Campaign, Overlap
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant
from loyalty.team.models import Role
from tests.cast import (
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
    make_user,
    sign_in,
)

LIST = reverse("campaigns:list")
CALENDAR = reverse("campaigns:calendar")
ADD = reverse("campaigns:create")
PREVIEW = reverse("campaigns:preview")
FAR_OFF = {
    "starts_at": "2030-01-01T00:00",
    "ends_at": "2030-01-02T00:00",
    "multiplier": "2",
    "overlap": "best",
}

pytestmark = pytest.mark.django_db


def in_days(number: int) -> datetime:
    return now().replace(second=0, microsecond=0) + timedelta(days=number)


def make_shop(**terms: Any) -> Merchant:
    return make_merchant(at=in_days(-100), **terms)


def start(merchant: Merchant, name: str = "Weekend", first: int = -1, last: int = 2, **said: Any) -> Campaign:
    terms = CampaignTerms(name, in_days(first), in_days(last), **{"extra_points": 10, **said})
    with scope(merchant=merchant):
        return flows.campaign_created(merchant, terms=terms, by=make_user(), at=in_days(-90))


def page_of(campaign: Campaign) -> str:
    return reverse("campaigns:campaign", args=[campaign.pk])


def typed(**said: str) -> dict[str, str]:
    return {
        "name": "Weekend",
        "starts_at": f"{in_days(5):%Y-%m-%dT%H:%M}",
        "ends_at": f"{in_days(14):%Y-%m-%dT%H:%M}",
        "multiplier": "2",
        "extra_points": "",
        "budget_points": "",
        "overlap": "best",
        **said,
    }


def test_each_tab_holds_the_campaigns_of_its_state(client: Client) -> None:
    merchant = make_shop()
    start(merchant, "Over", -9, -8)
    start(merchant, "Now")
    start(merchant, "Soon", 8, 9)
    off = start(merchant, "Off")
    with scope(merchant=merchant):
        flows.campaign_switched(off, is_active=False, by=None, at=now())
    sign_in(client, make_user())

    shown = {
        tab: [line.campaign.name for line in client.get(LIST, {"show": tab}).context["lines"]]
        for tab in ("", "running", "planned", "ended", "all")
    }

    assert shown == {
        "": ["Now"],
        "running": ["Now"],
        "planned": ["Soon"],
        "ended": ["Over"],
        "all": ["Soon", "Off", "Now", "Over"],
    }


def test_the_list_says_what_each_added_and_what_is_left(client: Client) -> None:
    merchant = make_shop()
    make_rule(merchant, at=in_days(-90))
    start(merchant, extra_points=40, budget_points=100)
    for _number in range(2):
        make_order(make_customer(merchant), at=now())
    make_order(make_customer(merchant, first_name="Björn"), at=now())

    answer = sign_in(client, make_user()).get(LIST)

    (line,) = answer.context["lines"]
    assert (tuple(line.use), line.left) == ((100, 3, 2), 0)
    assert "Budget used up" in answer.content.decode()


def test_a_fresh_merchant_is_invited_and_a_viewer_is_not(client: Client) -> None:
    merchant = make_shop()

    owners = sign_in(client, make_user()).get(LIST).content.decode()
    viewers = sign_in(client, make_colleague(merchant, role=Role.VIEWER)).get(LIST).content.decode()

    assert "No campaigns yet" in owners
    assert "No campaigns yet" in viewers
    assert ADD in owners
    assert ADD not in viewers


def test_the_calendar_shows_a_bar_in_every_week(client: Client) -> None:
    merchant = make_shop(timezone="Europe/Stockholm")
    terms = CampaignTerms(
        "Long",
        datetime.fromisoformat("2026-11-06T00:00+01:00"),
        datetime.fromisoformat("2026-11-17T00:00+01:00"),
        extra_points=5,
    )
    with scope(merchant=merchant):
        flows.campaign_created(merchant, terms=terms, by=None, at=in_days(-90))

    weeks = sign_in(client, make_user()).get(CALENDAR, {"month": "2026-11"}).context["weeks"]

    bars = [(bar.first, bar.days, bar.is_continued, bar.goes_on) for week in weeks for bar in week.bars]
    assert bars == [(5, 3, False, True), (1, 7, True, True), (1, 1, True, False)]
    assert str(weeks[0].days[0].day) == "2026-10-26"


@pytest.mark.parametrize("month", ["", "2026-13", "0001-01", "9999-12", "x", "2026-11-05"])
def test_a_month_that_is_none_is_this_one(client: Client, month: str) -> None:
    make_shop()

    answer = sign_in(client, make_user()).get(CALENDAR, {"month": month})

    assert answer.context["month"] == now().date().replace(day=1)
    assert "No campaign in these weeks." in answer.content.decode()


def test_creating_leads_to_the_campaigns_page(client: Client) -> None:
    merchant = make_shop(timezone="Europe/Stockholm")
    said = {"starts_at": "2026-12-04T00:00", "ends_at": "2026-12-07T00:00", "multiplier": "1.5"}

    answer = sign_in(client, make_user()).post(
        ADD, typed(**said, extra_points="20", budget_points="5,000", overlap="multiply")
    )

    with scope(merchant=merchant):
        made = Campaign.objects.get()
    assert answer.headers["Location"] == page_of(made)
    assert made.starts_at == datetime.fromisoformat("2026-12-04T00:00+01:00")
    assert (str(made.multiplier), made.extra_points, made.budget_points) == ("1.500", 20, 5000)
    assert made.overlap == Overlap.MULTIPLY


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Give the campaign a name."),
        ("starts_at", "", "Say when the campaign starts."),
        ("ends_at", "2020-01-01T00:00", "The campaign would end before it starts."),
        ("multiplier", "-1", "Enter 0 or more."),
        ("multiplier", "1", "The campaign would change nothing."),
        ("extra_points", "1.5", "Enter a whole number."),
        ("budget_points", "0", "Enter at least 1 point."),
    ],
)
def test_mistakes_are_told_at_the_field(client: Client, field: str, value: str, sentence: str) -> None:
    merchant = make_shop()

    answer = sign_in(client, make_user()).post(ADD, typed(**{field: value}))

    assert answer.context["form"].errors == {field: [sentence]}
    with scope(merchant=merchant):
        assert not Campaign.objects.exists()


def test_saving_is_told_in_the_history_with_what_differs(client: Client) -> None:
    merchant = make_shop()
    campaign = start(merchant, extra_points=0, multiplier=2, budget_points=100)
    with scope(merchant=merchant):
        harbour = add_store(merchant, name="Harbour", source="shop", external_id="h")
    sign_in(client, make_user())
    kept = {
        "starts_at": f"{campaign.starts_at:%Y-%m-%dT%H:%M}",
        "ends_at": f"{campaign.ends_at:%Y-%m-%dT%H:%M}",
    }

    client.post(page_of(campaign), typed(**kept, multiplier="3", store_ids=str(harbour.pk), seen="1"))
    client.post(reverse("campaigns:set_active", args=[campaign.pk]), {"is_active": "0"})
    changes = client.get(page_of(campaign)).context["changes"]

    assert [(change.title, change.author) for change in changes] == [
        ("Disabled", "Olive"),
        ("Changed", "Olive"),
        ("Created", "Olive"),
    ]
    assert changes[1].differences == (
        ("Times the points", "2", "3"),
        ("Stores", "all", "Harbour"),
        ("Budget in points", "100", "no limit"),
    )
    assert changes[2].said == "2 times the points"


def test_save_over_somebody_elses_change_is_refused(client: Client) -> None:
    merchant = make_shop()
    campaign = start(merchant)
    sign_in(client, make_user())
    client.post(page_of(campaign), typed(seen="1", multiplier="3"))

    answer = client.post(page_of(campaign), typed(seen="1", multiplier="4"))

    assert answer.context["form"].non_field_errors() == [str(flows.CampaignChangedMeanwhile())]
    with scope(merchant=merchant):
        assert Campaign.objects.get().multiplier == 3


def test_a_copy_begins_when_the_first_is_over(client: Client) -> None:
    merchant = make_shop()
    campaign = start(merchant, last=6)

    initial = sign_in(client, make_user()).get(ADD, {"copy": campaign.pk}).context["form"].initial

    assert (initial["name"], initial["starts_at"]) == ("Copy of Weekend", campaign.ends_at)
    assert initial["ends_at"] - initial["starts_at"] == timedelta(days=7)


def test_the_preview_says_what_it_would_cost(client: Client) -> None:
    merchant = make_shop()
    make_rule(merchant, at=in_days(-95))
    make_order(make_customer(merchant), goods_cents=100_00, at=in_days(-30))

    page = sign_in(client, make_user()).get(PREVIEW, typed(name="")).content.decode()

    assert (
        '<strong class="number">1 order</strong> would have earned <strong class="number">100</strong>'
        in page
    )
    assert "The campaign lasts 9 days: at that pace about" in page


def test_without_a_script_a_button_shows_the_cost_and_saves_nothing(client: Client) -> None:
    merchant = make_shop()
    make_rule(merchant, at=in_days(-95))
    make_order(make_customer(merchant), goods_cents=100_00, at=in_days(-30))

    page = sign_in(client, make_user()).post(ADD, typed(show="cost")).content.decode()

    assert "1 order</strong> would have earned" in page
    with scope(merchant=merchant):
        assert not Campaign.objects.exists()


def test_a_campaign_at_the_same_time_is_told_with_what_comes_of_both(client: Client) -> None:
    merchant = make_shop(currency="EUR")
    make_rule(merchant)
    start(merchant, "Other", 8, 20, multiplier=3, extra_points=0, overlap=Overlap.MULTIPLY)
    start(merchant, "Much later", 30, 31)
    sign_in(client, make_user())

    pages = [client.get(PREVIEW, typed(overlap=overlap)).content.decode() for overlap in ("best", "multiply")]

    assert all("Other</a> runs at the same time" in page and "Much later" not in page for page in pages)
    assert "An order of €100.00 then earns 300 points, by this campaign alone 200." in pages[0]
    assert "An order of €100.00 then earns 600 points, by this campaign alone 200." in pages[1]


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.VIEWER])
def test_others_look_but_do_not_change(client: Client, role: Role) -> None:
    merchant = make_shop()
    campaign = start(merchant)
    sign_in(client, make_colleague(merchant, role=role))

    page = client.get(page_of(campaign))
    reading = client.get(PREVIEW, {"campaign": campaign.pk}).content.decode()
    refused = [
        client.get(ADD),
        client.post(page_of(campaign), typed(seen="1")),
        client.post(reverse("campaigns:set_active", args=[campaign.pk]), {"is_active": "0"}),
    ]

    assert all(field.disabled for field in page.context["form"].fields.values())
    assert "Disable" not in page.content.decode()
    assert "10 points more for each order" in reading
    assert [answer.status_code for answer in refused] == [403, 403, 403]


def test_a_campaign_of_another_merchant_is_not_found(client: Client) -> None:
    make_shop()
    theirs = start(make_shop(owner=make_user("Stranger")), "Their secret")
    sign_in(client, make_user())

    answers = [
        client.get(page_of(theirs)),
        client.post(page_of(theirs), typed()),
        client.post(reverse("campaigns:set_active", args=[theirs.pk]), {"is_active": "0"}),
        client.get(ADD, {"copy": theirs.pk}),
        client.get(PREVIEW, {"campaign": theirs.pk}),
    ]
    lists = [client.get(LIST, {"show": "all"}), client.get(CALENDAR)]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert all("Their secret" not in answer.content.decode() for answer in lists)


def test_switching_is_written_down_once(client: Client) -> None:
    merchant = make_shop()
    campaign = start(merchant)
    sign_in(client, make_user())

    for _time in range(2):
        client.post(reverse("campaigns:set_active", args=[campaign.pk]), {"is_active": "0"})

    with scope(merchant=merchant):
        assert AuditEvent.objects.filter(action="campaign.switched_off").count() == 1


@pytest.mark.parametrize(
    "address",
    [f"{LIST}?show=all", CALENDAR, f"{PREVIEW}?{urlencode(FAR_OFF)}"],
    ids=["list", "calendar", "preview"],
)
def test_any_number_of_campaigns_takes_the_same_queries(client: Client, address: str) -> None:
    merchant = make_shop()
    start(merchant)
    sign_in(client, make_user())
    client.get(address)

    with CaptureQueriesContext(connection) as one:
        client.get(address)
    start(merchant, "Second")
    start(merchant, "Third", 3, 4)
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(one) == len(three)


def test_form_sent_twice_makes_one_campaign(client: Client) -> None:
    merchant = make_shop()
    sign_in(client, make_user())
    key = str(client.get(ADD).context["form"]["key"].value())

    shown = client.post(ADD, typed(key=key, show="cost")).content.decode()
    answers = [client.post(ADD, typed(key=key)) for _time in range(2)]
    client.post(ADD, typed(key=str(uuid4()), name="Another"))

    with scope(merchant=merchant):
        made, _another = Campaign.objects.order_by("pk")
        assert AuditEvent.objects.filter(action="campaign.created").count() == 2
    assert f'value="{key}"' in shown
    assert {answer.headers["Location"] for answer in answers} == {page_of(made)}
