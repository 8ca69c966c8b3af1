"""Opening accounts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from loyalty.points.actions import UnknownCustomer, open_accounts, post
from loyalty.points.models import PointsAccount
from tests.cast import make_customer, make_merchant, make_user
from tests.points.cast import make_ada, make_posting, sums

pytestmark = pytest.mark.django_db


def test_open_accounts_keeps_those_that_are_open() -> None:
    ada = make_ada()
    bea = make_customer(ada.merchant, first_name="Bea")
    post(make_posting(ada), merchant_id=ada.merchant_id)
    with scope(merchant=ada.merchant):
        PointsAccount.objects.filter(customer=bea).delete()

    for _ in range(2):
        open_accounts([bea.pk, ada.pk, bea.pk], merchant_id=ada.merchant_id)

    assert (sums(ada), sums(bea)) == ((100, 0, 0), (0, 0, 0))


@pytest.mark.parametrize("customers", [0, 3])
def test_open_accounts_is_one_statement(customers: int) -> None:
    merchant = make_merchant()
    shoppers = [make_customer(merchant, first_name=f"Shopper{n}") for n in range(customers)]

    with CaptureQueriesContext(connection) as queries:
        open_accounts([shopper.pk for shopper in shoppers], merchant_id=merchant.pk)

    assert len(queries) == 1


def test_open_accounts_refuses_another_merchants_customer() -> None:
    ada = make_ada()
    strangers = make_merchant(owner=make_user("Stranger"))
    with scope(merchant=ada.merchant):
        PointsAccount.objects.filter(customer=ada).delete()

    with pytest.raises(UnknownCustomer):
        open_accounts([ada.pk], merchant_id=strangers.pk)

    with scopes_disabled():
        assert PointsAccount.objects.count() == 0
