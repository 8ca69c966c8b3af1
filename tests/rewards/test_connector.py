"""A shop that makes its own codes, from the wish to the coupon."""

from datetime import timedelta

from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.rewards.connector import CodeWanted, IssuesCodes
from loyalty.rewards.models import Coupon, Fulfillment, IssuedBy
from loyalty.rewards.snapshots import code_wanted
from tests.cast import MONDAY, make_customer, make_reward


class Shop(IssuesCodes):
    """Remembers what it was asked for, and asks nothing twice."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.wishes: list[CodeWanted] = []

    def issue_code(self, wanted: CodeWanted) -> str:
        self.wishes.append(wanted)
        return self.codes.setdefault(wanted.coupon_id, f"SHOP-{wanted.coupon_id}")

    def revoke_code(self, code: str) -> None:
        self.codes = {pk: known for pk, known in self.codes.items() if known != code}


def test_a_shop_is_asked_with_all_it_needs_and_its_code_is_the_coupons(merchant: Merchant) -> None:
    shop, ada = Shop(), make_customer(points=500)
    reward = make_reward(
        name="Five", issued_by=IssuedBy.SHOP, min_order_cents=20_00, categories=["Oil"], expires_days=7
    )
    pending = flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=MONDAY).coupon

    code = shop.issue_code(code_wanted(pending))
    flows.coupon_confirmed(pending, code=code, at=MONDAY + timedelta(hours=1))

    coupon = Coupon.objects.get()
    assert (coupon.code, coupon.fulfillment) == (f"SHOP-{coupon.pk}", Fulfillment.ISSUED)
    assert shop.wishes == [
        CodeWanted(
            coupon_id=coupon.pk,
            customer_email="ada@example.com",
            type="amount_off",
            name="Five",
            currency="EUR",
            value_cents=5_00,
            percent=None,
            ceiling_cents=None,
            product="",
            min_order_cents=20_00,
            products=(),
            categories=("Oil",),
            expires_at=coupon.expires_at,
        )
    ]
