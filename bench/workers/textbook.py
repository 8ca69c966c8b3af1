"""Posts as textbooks show it: lock the account, create the entry, save the account, in a transaction."""

from dataclasses import asdict

from django.db import transaction
from django_scopes import scopes_disabled
from entries import find_shop, make_posting
from turns import take_turns

from loyalty.points.models import PointsAccount, PointsTransaction

shop = find_shop()


def post_one() -> int:
    posting = make_posting(shop.somebody())
    with transaction.atomic():
        account = PointsAccount.objects.select_for_update().get(customer_id=posting.customer_id)
        account.balance += posting.points
        account.lifetime += posting.points
        PointsTransaction.objects.create(
            **asdict(posting), merchant_id=shop.merchant_id, balance_after=account.balance
        )
        account.save()
    return 1


with scopes_disabled():
    take_turns(post_one)
