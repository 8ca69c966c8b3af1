"""What fields hold in the examples of the description, such as one finds in a shop."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Value: TypeAlias = str | int | float

# By the name of the field. Where a field of that name is a text, a number is written as one.
EXAMPLES: Mapping[str, Value] = {
    "amount_cents": 4990,
    "attempts": 1,
    "ceiling_cents": 1000,
    "code": "SPRING-7F3K",
    "code_prefix": "SPRING",
    "country": "SE",
    "coupon_codes": "SPRING-7F3K",
    "currencies": "EUR",
    "currency": "EUR",
    "customer_email": "ada@example.com",
    "customer_id": 71,
    "customers_count": 128,
    "customers_moving": 12,
    "customers_seen": 340,
    "date_of_birth": "1990-12-10",
    "deliveries": 3,
    "delta_to_next_vip_tier": 150,
    "delta_to_retain_vip_tier": 0,
    "discount_cents": 500,
    "distinct_id": "quiz-7081",
    "earning_rule_id": 4,
    "email": "ada@example.com",
    "entry_points": 100,
    "entry_points_product_ids": 3,
    "expires_days": 90,
    "first_name": "Ada",
    "fx_rate": "11.35",
    "goods_cents": 4990,
    "id": 1024,
    "language": "sv",
    "last_name": "Lovelace",
    "limit_per_customer": 1,
    "limit_total": 500,
    "locale": "sv-SE",
    "max": 3,
    "message": "Send the body as JSON.",
    "milestone": 500,
    "min_order_cents": 2000,
    "minimum_order": 20,
    "multiplier": 1.5,
    "next_vip_tier_id": 3,
    "number": "2041",
    "order_external_id": "2041",
    "order_id": 2041,
    "per_amount": 1,
    "percent": 10,
    "points": 100,
    "points_balance": 350,
    "points_change": 50,
    "points_earned": 50,
    "points_price": 500,
    "points_product_id": 3,
    "points_spent": 500,
    "points_to_spend": 500,
    "points_transaction_id": 9001,
    "price_cents": 2495,
    "product_id": "GUJI-250",
    "progress_value": 350,
    "quantity": 2,
    "receiver_customer_email": "grace@example.com",
    "receiver_ip": "203.0.113.7",
    "receiver_name": "Grace",
    "referral_url": "https://shop.example.com/?ref=ADA42",
    "request_id": "47331d97-080f-43bb-9427-79f5131e2d48",
    "restricted_to_vip_tier_ids": 2,
    "sender_customer_id": 71,
    "sender_points": 200,
    "shipping_cents": 490,
    "sku": "GUJI-250",
    "status": 200,
    "store_ids": 1,
    "tags": "wholesale",
    "tax_cents": 998,
    "text_length": 120,
    "token": "coffee-quiz",
    "total": 3,
    "unit_count": 1,
    "url": "https://shop.example.com/hooks",
    "value": 10,
    "value_cents": 1000,
    "variable_points_max": 5000,
    "variable_points_min": 100,
    "variable_points_step": 100,
    "variable_points_step_reward_value": 1,
    "variable_points_step_value_cents": 100,
    "version": 3,
    "vip_tier_id": 2,
}


def add_examples(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """The description with an example at each field that has one. drf-spectacular calls it when all else is done."""
    for shape in result["components"]["schemas"].values():
        for name, field in _plain_fields(shape):
            if name in EXAMPLES:
                field["examples"] = [_as_told(EXAMPLES[name], field)]
    return result


def _plain_fields(shape: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Fields of one value, and what lists of such values hold."""
    for name, field in shape.get("properties", {}).items():
        plain = field.get("items", field)
        if ("type" in plain and plain["type"] != "object") or ("oneOf" in plain and "$ref" not in str(plain)):
            yield name, plain


def _as_told(value: Value, field: Mapping[str, Any]) -> Value:
    is_number = any(kind in field.get("type", ()) for kind in ("integer", "number"))
    return value if is_number else str(value)
