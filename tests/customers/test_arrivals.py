import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.customers.actions import CustomerUnknown, ensure_customers, recognise
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_customer, make_merchant

pytestmark = pytest.mark.django_db

GUEST = CustomerFacts("shop", email="ada@example.com", has_account=False)
ACCOUNT = CustomerFacts("shop", external_id="7", email="ADA@example.com")


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


def ensure(merchant: Merchant, *facts: CustomerFacts) -> list[int]:
    with scope(merchant=merchant):
        return ensure_customers(facts, merchant_id=merchant.pk, at=MONDAY).ids


def people(merchant: Merchant) -> list[tuple[str, str, list[str]]]:
    """State, e-mail and outside ids of everybody, oldest first."""
    with scope(merchant=merchant):
        return [
            (one.state, one.email, [str(identity) for identity in one.identities.order_by("pk")])
            for one in Customer.objects.order_by("pk")
        ]


def test_a_stranger_with_an_account_arrives_as_a_member(merchant: Merchant) -> None:
    ensure(merchant, ACCOUNT)

    assert people(merchant) == [("member", "ADA@example.com", ["shop:7"])]


def test_a_stranger_without_an_account_arrives_as_a_guest(merchant: Merchant) -> None:
    ensure(merchant, GUEST)

    assert people(merchant) == [("candidate", "ada@example.com", [])]


def test_arriving_again_is_the_same_customer(merchant: Merchant) -> None:
    first = ensure(merchant, ACCOUNT, GUEST)
    again = ensure(merchant, GUEST, ACCOUNT)

    assert len({*first, *again}) == 1
    assert len(people(merchant)) == 1


def test_one_batch_may_name_a_stranger_by_id_and_by_mail(merchant: Merchant) -> None:
    by_id = CustomerFacts("shop", external_id="7")

    ids = ensure(merchant, by_id, GUEST, ACCOUNT, CustomerFacts("shop", external_id="8"))

    assert ids == [ids[0]] * 3 + [ids[3]]
    assert ids[3] != ids[0]
    assert people(merchant) == [("member", "ada@example.com", ["shop:7"]), ("member", "", ["shop:8"])]


def test_the_id_wins_over_the_address(merchant: Merchant) -> None:
    ada, ben = ensure(merchant, ACCOUNT, CustomerFacts("shop", external_id="8", email="ben@example.com"))

    assert ensure(merchant, CustomerFacts("shop", external_id="8", email="ada@example.com")) == [ben]
    assert ben != ada


def test_a_known_address_brings_the_id_along(merchant: Merchant) -> None:
    (ada,) = ensure(merchant, CustomerFacts("shop", email="ada@example.com"))

    ensure(merchant, ACCOUNT)

    assert ensure(merchant, CustomerFacts("shop", external_id="7")) == [ada]


def test_an_account_makes_a_member_of_a_guest(merchant: Merchant) -> None:
    ensure(merchant, GUEST)

    ensure(merchant, ACCOUNT)

    assert people(merchant) == [("member", "ada@example.com", ["shop:7"])]


def test_an_account_leaves_an_excluded_guest_excluded(merchant: Merchant) -> None:
    make_customer(merchant, state=CustomerState.CANDIDATE)
    with scope(merchant=merchant):
        Customer.objects.update(state=CustomerState.DISABLED)

    ensure(merchant, ACCOUNT)

    assert people(merchant)[0][0] == "disabled"


def test_two_sources_may_use_the_same_id(merchant: Merchant) -> None:
    shop, till = ensure(merchant, CustomerFacts("shop", "7"), CustomerFacts("till", "7"))

    assert shop != till


def test_merchants_do_not_share_customers(merchant: Merchant) -> None:
    other = make_merchant(name="Another")
    (theirs,) = ensure(other, ACCOUNT)

    assert ensure(merchant, ACCOUNT) != [theirs]


@pytest.mark.parametrize("number", [1, 30])
def test_known_customers_take_one_statement(merchant: Merchant, number: int) -> None:
    facts = [CustomerFacts("shop", str(n), f"shopper{n}@example.com") for n in range(number)]
    ensure(merchant, *facts)

    with CaptureQueriesContext(connection) as statements:
        ensure(merchant, *facts)

    assert len(statements) == 1


@pytest.mark.parametrize("stranger", [CustomerFacts("shop"), CustomerFacts("shop", "9", "no@example.com")])
def test_nobody_is_not_recognised(merchant: Merchant, stranger: CustomerFacts) -> None:
    ensure(merchant, ACCOUNT)

    with scope(merchant=merchant), pytest.raises(CustomerUnknown):
        recognise(stranger, merchant_id=merchant.pk)


def test_the_language_is_learned_once(merchant: Merchant) -> None:
    ensure(merchant, ACCOUNT)
    ensure(merchant, CustomerFacts("shop", external_id="7", language="pt_br"))
    ensure(merchant, CustomerFacts("shop", external_id="7", language="sv"))
    ensure(merchant, CustomerFacts("shop", external_id="8", language="SV-se"))
    ensure(merchant, CustomerFacts("shop", external_id="9", language="klingon!"))

    with scope(merchant=merchant):
        languages = Customer.objects.order_by("pk").values_list("language", flat=True)
        assert list(languages) == ["pt-BR", "sv-SE", ""]
