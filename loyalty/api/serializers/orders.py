"""Orders as programs send and read them. Money is in the currency's minor unit, so that nothing is ever rounded."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import Moment, Strict, Text, Whole
from loyalty.orders.models import Order, OrderState, Refund

LARGEST_CENTS = 10**15
MOST_LINES = 1000
MOST_REFUNDS = 200
MOST_AT_ONCE = 250
NOBODY = gettext_lazy("Say who it is: an external_id, an email, or both.")


def cents(**terms: Any) -> Whole:
    """An amount in the minor unit."""
    return Whole(**{"min_value": 0, "max_value": LARGEST_CENTS, **terms})


def text(longest: int) -> Text:
    """What may be left out or blank."""
    return Text(max_length=longest, default="", allow_blank=True)


def several(shape: type[Strict], **terms: Any) -> Any:
    """A list of objects of this shape."""
    return shape(many=True, **terms)


class BuyerIn(Strict):
    """Whose order it is, as the shop knows them; somebody new becomes a customer."""

    external_id = text(200)
    email = text(254)
    first_name = text(100)
    last_name = text(100)
    has_account = serializers.BooleanField(default=True)
    account_created_at = Moment(default=None, allow_null=True)
    language = text(12)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """What was said, if it names somebody."""
        if not (said["external_id"] or said["email"]):
            raise serializers.ValidationError(NOBODY)
        return said


class LineIn(Strict):
    """`price_cents` is for one; `discount_cents` for all of the line."""

    sku = Text(max_length=200)
    quantity = Whole(min_value=1, max_value=10**6)
    price_cents = cents()
    discount_cents = cents(default=0)
    product = text(200)
    categories = serializers.ListField(child=Text(max_length=200), default=list, max_length=100)
    is_gift_card = serializers.BooleanField(default=False)


class ReturnedLineIn(Strict):
    sku = Text(max_length=200)
    quantity = Whole(min_value=1, max_value=10**6)


class RefundIn(Strict):
    """Money paid back for goods, units that came back, or both for the same goods. The same id twice counts once."""

    external_id = Text(max_length=200)
    refunded_at = Moment(required=False)
    goods_cents = cents(default=0)
    shipping_cents = cents(default=0)
    lines = several(ReturnedLineIn, default=list, max_length=MOST_LINES)


class OrderIn(Strict):
    """An order as it stands. What is left out stays as it was; amounts come all together, with their currency.

    With a `version` the highest one counts; without, what happened last by `updated_at`. So the same order may come
    as often as you like, and in any sequence.
    """

    external_id = Text(max_length=200)
    number = text(60)
    customer = BuyerIn(default=None, allow_null=True)
    state = serializers.ChoiceField(choices=OrderState.values, default=None, allow_null=True)
    version = Whole(min_value=0, default=None, allow_null=True)
    updated_at = Moment(required=False)
    placed_at = Moment(default=None, allow_null=True)
    paid_at = Moment(default=None, allow_null=True)
    fulfilled_at = Moment(default=None, allow_null=True)
    cancelled_at = Moment(default=None, allow_null=True)
    currency = serializers.RegexField("^[A-Z]{3}$", default="", allow_blank=True)
    goods_cents = cents(default=None, allow_null=True)
    discount_cents = cents(default=0)
    shipping_cents = cents(default=0)
    tax_cents = cents(default=0)
    fx_rate = serializers.DecimalField(
        max_digits=20, decimal_places=10, min_value=0, default=None, allow_null=True
    )
    lines = several(LineIn, default=list, max_length=MOST_LINES)
    refunds = several(RefundIn, default=list, max_length=MOST_REFUNDS)
    coupon_codes = serializers.ListField(child=Text(max_length=60), default=list, max_length=20)
    channel = text(40)
    country = text(2)
    locale = text(12)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """What was said, if its amounts can be understood."""
        has_amounts = said["goods_cents"] is not None or bool(said["lines"])
        if has_amounts and not said["currency"]:
            raise serializers.ValidationError({"currency": [_("Say which currency the amounts are in.")]})
        if said["fx_rate"] == 0:
            raise serializers.ValidationError({"fx_rate": [_("A rate is above zero.")]})
        return said


class OrdersIn(Strict):
    """Up to 250 orders at once."""

    orders = several(OrderIn, min_length=1, max_length=MOST_AT_ONCE)


class RefundShape(serializers.Serializer[Any]):
    external_id = serializers.CharField()
    goods_cents = serializers.IntegerField()
    shipping_cents = serializers.IntegerField()
    refunded_at = serializers.DateTimeField()


class OrderShape(serializers.Serializer[Any]):
    """`points_earned` is what the order gives by now, pending points included."""

    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name, no setting
    external_id = serializers.CharField()
    number = serializers.CharField()
    customer_id = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=OrderState.values)
    currency = serializers.CharField(allow_null=True)
    goods_cents = serializers.IntegerField(allow_null=True)
    discount_cents = serializers.IntegerField()
    shipping_cents = serializers.IntegerField()
    tax_cents = serializers.IntegerField()
    refunds = RefundShape(many=True)
    points_earned = serializers.IntegerField()
    placed_at = serializers.DateTimeField(allow_null=True)
    paid_at = serializers.DateTimeField(allow_null=True)
    fulfilled_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


MOMENTS = ("placed_at", "paid_at", "fulfilled_at", "cancelled_at")
PLAIN = ("id", "source", "external_id", "number", "customer_id", "state", "goods_cents")
SUMS = ("discount_cents", "shipping_cents", "tax_cents")


def orders_json(orders: Iterable[Order], *, points: Mapping[int, int]) -> list[dict[str, Any]]:
    """As the shape above has them; refunds are read beforehand, `points` are by order id."""
    return [_order(order, points.get(order.pk, 0)) for order in orders]


def _order(order: Order, points: int) -> dict[str, Any]:
    return {
        **{name: getattr(order, name) for name in PLAIN + SUMS},
        "currency": order.currency or None,
        "refunds": [_refund(refund) for refund in order.refunds.all()],
        "points_earned": points,
        **{name: moment_or_none(getattr(order, name)) for name in MOMENTS},
        "created_at": moment(order.created_at),
        "updated_at": moment(order.updated_at),
    }


def _refund(refund: Refund) -> dict[str, Any]:
    return {
        "external_id": refund.external_id,
        "goods_cents": refund.goods_cents,
        "shipping_cents": refund.shipping_cents,
        "refunded_at": moment(refund.refunded_at),
    }
