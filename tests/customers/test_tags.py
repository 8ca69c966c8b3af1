"""What customers are sorted by."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.actions import InvalidTag, TooManyTags, set_tags
from loyalty.customers.mapping import tag_key
from loyalty.customers.models import Customer
from loyalty.customers.queries import MOST_CHOICES, tags_in_use, tags_of
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.team.models import Role
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    return make_customer(merchant)


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def tag(customer: Customer, *tags: str) -> list[str]:
    """The customer's tags afterwards."""
    with scope(merchant=customer.merchant):
        flows.customer_tagged(customer, tags=tags, by=None, at=MONDAY)
        return [str(one) for one in customer.tags.order_by("tag")]


def test_spellings_of_one_tag_are_one(ada: Customer) -> None:
    assert tag(ada, "VIP", " vip ", "Big   Spender", "ﬁrst", "") == ["big spender", "first", "vip"]


@given(st.text(max_size=20))
def test_a_tag_is_spelled_the_same_again(text: str) -> None:
    assert tag_key(tag_key(text)) == tag_key(text)


def test_setting_tags_replaces_those_from_before(ada: Customer) -> None:
    tag(ada, "a", "b")

    assert tag(ada, "b", "c") == ["b", "c"]
    assert tag(ada) == []


@pytest.mark.parametrize(
    ("tags", "refusal"),
    [
        (["x" * 41], InvalidTag),
        (["a,b"], InvalidTag),
        (["a\x00"], InvalidTag),
        (["a\ud800"], InvalidTag),
        ([f"tag {number}" for number in range(51)], TooManyTags),
    ],
)
def test_what_is_no_tag_is_refused_and_nothing_changes(
    ada: Customer, tags: list[str], refusal: type[Refused]
) -> None:
    tag(ada, "vip")

    with pytest.raises(refusal), scope(merchant=ada.merchant):
        set_tags(ada, tags=["fine", *tags], at=MONDAY)

    with scope(merchant=ada.merchant):
        assert [str(one) for one in ada.tags.all()] == ["vip"]


def test_a_change_is_written_down_and_announced_once(ada: Customer) -> None:
    tag(ada, "a")
    with scope(merchant=ada.merchant):
        Fact.objects.all().delete()

    for _time in range(2):
        tag(ada, "b")

    with scope(merchant=ada.merchant):
        events = list(AuditEvent.objects.order_by("pk").values_list("action", "before", "after"))
        facts = Fact.objects.count()
    assert events[1:] == [("customer.tagged", {"tags": ["a"]}, {"tags": ["b"]})]
    assert facts == 1


def test_tags_of_many_are_read_at_once(merchant: Merchant, ada: Customer) -> None:
    bo, cleo = make_customer(merchant, first_name="Bo"), make_customer(merchant, first_name="Cleo")
    tag(ada, "a", "b")
    tag(bo, "b")

    with CaptureQueriesContext(connection) as queries:
        found = tags_of([ada.pk, bo.pk, cleo.pk], merchant_id=merchant.pk)

    assert found == {ada.pk: {"a", "b"}, bo.pk: {"b"}}
    assert len(queries) == 1


def test_tags_in_use_are_the_merchants_own(merchant: Merchant, ada: Customer) -> None:
    other = make_merchant(name="Another")
    tag(make_customer(other), "theirs")
    tag(ada, "b", "a")
    tag(make_customer(merchant, first_name="Bo"), "b", "c")

    assert tags_in_use(merchant.pk) == ["a", "b", "c"]


def test_a_list_of_very_many_tags_ends(merchant: Merchant) -> None:
    for name in ("Ada", "Bo", "Cleo"):
        tag(make_customer(merchant, first_name=name), *(f"{name} {number}" for number in range(50)))

    assert len(tags_in_use(merchant.pk)) == MOST_CHOICES


class TestPages:
    def test_tags_are_entered_shown_and_lead_to_the_list(self, client: Client, ada: Customer) -> None:
        client.post(f"/customers/{ada.pk}/tags/", {"tags": "Wholesale, Malmö & co"})

        page = client.get(f"/customers/{ada.pk}/").content.decode()
        form = client.get(f"/customers/{ada.pk}/tags/").context["form"]

        assert "?tag=wholesale" in page
        assert "?tag=malm%C3%B6%20%26%20co" in page
        assert form["tags"].value() == "malmö & co, wholesale"

    def test_a_tag_that_is_too_long_is_refused_at_the_field_and_kept(
        self, client: Client, ada: Customer
    ) -> None:
        answer = client.post(f"/customers/{ada.pk}/tags/", {"tags": "x" * 41})

        assert answer.context["form"].errors == {"tags": ["A tag has at most 40 characters and no comma."]}
        assert answer.context["form"]["tags"].value() == "x" * 41

    @pytest.mark.parametrize(("asked", "names"), [("VIP", ["Bo", "Ada"]), ("wholesale", ["Bo"]), ("no", [])])
    def test_the_list_filters_by_tag(
        self, client: Client, merchant: Merchant, ada: Customer, asked: str, names: list[str]
    ) -> None:
        tag(ada, "vip")
        tag(make_customer(merchant, first_name="Bo"), "vip", "wholesale")
        make_customer(merchant, first_name="Cleo")
        stranger = make_merchant(name="Another")
        tag(make_customer(stranger, first_name="Mallory"), "vip", "no")

        answer = client.get("/customers/", {"tag": asked})

        assert [customer.first_name for customer in answer.context["page"].rows] == names

    def test_the_filter_names_the_tags_and_the_one_asked_for(self, client: Client, ada: Customer) -> None:
        before = [one.name for one in client.get("/customers/").context["filters"]]
        tag(ada, "a", "b")

        *_others, choices = client.get("/customers/", {"tag": "gone"}).context["filters"]

        assert "tag" not in before
        assert [(one.value, one.is_chosen) for one in choices.choices] == [
            ("a", False),
            ("b", False),
            ("gone", True),
        ]

    def test_viewers_may_not_change_them(self, client: Client, merchant: Merchant, ada: Customer) -> None:
        sign_in(client, make_colleague(merchant, role=Role.VIEWER))

        page = client.get(f"/customers/{ada.pk}/").content.decode()

        assert client.get(f"/customers/{ada.pk}/tags/").status_code == 403
        assert f"/customers/{ada.pk}/tags/" not in page
