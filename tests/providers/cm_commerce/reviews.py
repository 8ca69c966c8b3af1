"""Reviews: asked for after an order, left by a shopper, told to the platform as activities."""

import json
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from tests.providers.cm_commerce.access import ask, connection_of
from tests.providers.cm_commerce.api import Answer, NotNow
from tests.providers.cm_commerce.service import Service, text_of
from tests.providers.cm_commerce.store import Row

PER_ORDER, PER_PRODUCT = "order", "product"
CREATED = (200, 201)
# Seconds between tries, the last one for all further tries.
PAUSES = (2, 10, 60, 600)


def settings_of(service: Service, account: str) -> dict[str, Any]:
    """How reviews are counted; rewarded per order until the merchant says otherwise."""
    row = service.store.row("SELECT * FROM review_settings WHERE account = ?", account)
    return dict(row) if row else {"account": account, "unit": PER_ORDER, "is_rewarded": 1}


def change_settings(service: Service, account: str, *, unit: str, is_rewarded: bool) -> None:
    """From now on; reviews that were left stay as they were counted."""
    statement = "INSERT OR REPLACE INTO review_settings (account, unit, is_rewarded) VALUES (?, ?, ?)"
    service.store.run(statement, account, unit, int(is_rewarded))


def ask_for_review(service: Service, account: str, *, order: str, email: str, products: list[str]) -> str:
    """The name of a page where the shopper can say how the order was."""
    name = token_urlsafe(9)
    statement = (
        "INSERT INTO requests (id, account, order_number, email, products, asked_at) VALUES (?,?,?,?,?,?)"
    )
    service.store.run(statement, name, account, order, email, json.dumps(products), service.moment)
    return name


def leave_review(service: Service, request: Row, *, product: str, rating: int, comment: str) -> None:
    """Keep the review, and have it told to the platform: once for the order, or once for each product."""
    statement = (
        "INSERT INTO reviews (id, request, product, rating, comment, left_at) VALUES (?, ?, ?, ?, ?, ?)"
    )
    service.store.run(statement, token_urlsafe(9), request["id"], product, rating, comment, service.moment)
    settings = settings_of(service, request["account"])
    if settings["is_rewarded"] and connection_of(service, request["account"]):
        what = distinct_id(request, product, unit=settings["unit"])
        _queue(service, request, distinct_id=what, text_length=len(comment))


def distinct_id(request: Row, product: str, *, unit: str) -> str:
    """What makes the review one of a kind for the platform: the order, or the product in it."""
    order = f"order-{request['order_number']}"
    return order if unit == PER_ORDER else f"{order}-product-{_slug(product)}"


def deliver_activities(service: Service, account: str) -> None:
    """Send what waits. Whatever got no answer is sent again to the letter, under the same key."""
    statement = (
        "SELECT * FROM activities WHERE account = ? AND state = 'waiting' AND next_at <= ? ORDER BY rowid"
    )
    for activity in service.store.rows(statement, account, service.moment):
        _deliver(service, activity)


def _queue(service: Service, request: Row, *, distinct_id: str, text_length: int) -> None:
    body = {
        "token": service.setup.review_token,
        "customer_email": request["email"],
        "distinct_id": distinct_id,
        "created_on_origin_at": service.moment,
        "order_id": request["order_number"],
        "text_length": text_length,
    }
    statement = (
        "INSERT INTO activities (key, account, distinct_id, email, body, next_at) VALUES (?,?,?,?,?,?)"
    )
    what = (token_urlsafe(18), request["account"], distinct_id, request["email"])
    service.store.run(statement, *what, json.dumps({"activity": body}), service.moment)


def _deliver(service: Service, activity: Row) -> None:
    headers = {"Idempotency-Key": activity["key"]}
    try:
        answer = ask(
            service, activity["account"], "POST", "/activities", body=activity["body"], headers=headers
        )
    except NotNow as reason:
        _try_later(service, activity, str(reason))
    else:
        _close(service, activity, answer)


def _close(service: Service, activity: Row, answer: Answer) -> None:
    is_taken = answer.status in CREATED
    says = "Counted" if is_taken else answer.says
    statement = "UPDATE activities SET state = ?, answer = ?, attempts = attempts + 1 WHERE key = ?"
    service.store.run(statement, "accepted" if is_taken else "refused", says, activity["key"])


def _try_later(service: Service, activity: Row, reason: str) -> None:
    pause = PAUSES[min(activity["attempts"], len(PAUSES) - 1)]
    next_at = text_of(service.now() + timedelta(seconds=pause))
    statement = "UPDATE activities SET next_at = ?, answer = ?, attempts = attempts + 1 WHERE key = ?"
    service.store.run(statement, next_at, f"No answer yet ({reason})", activity["key"])


def _slug(text: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def moment_of(text: str) -> datetime:
    """A moment as the store keeps it."""
    return datetime.fromisoformat(text)
