"""The demo shop's own programs: a till, a data warehouse and a shop page, and what they asked."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from loyalty import flows
from loyalty.merchants.actions import log_request, note_use
from loyalty.merchants.authentication import principal_of
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.merchants.scopes import Scope
from loyalty.team.models import User

KEYS: tuple[tuple[str, KeyKind, set[Scope]], ...] = (
    (
        "Till in the shop",
        KeyKind.SECRET,
        {Scope.CUSTOMER_READ, Scope.ORDER_WRITE, Scope.POINTS_PURCHASE_WRITE},
    ),
    ("Data warehouse", KeyKind.SECRET, {one for one in Scope if one.endswith(":read")}),
    ("Shop pages", KeyKind.PUBLISHABLE, set()),
    ("Old till", KeyKind.SECRET, {Scope.ORDER_WRITE}),
)
ASKED = (
    (0, "PUT", "/v1/orders/order-2041", 200),
    (0, "GET", "/v1/customers", 200),
    (0, "POST", "/v1/points_products/3/purchase", 422),
    (1, "GET", "/v1/customers", 200),
    (1, "GET", "/v1/points_transactions", 200),
    (1, "GET", "/v1/points_transactions", 429),
    (2, "GET", "/v1/points_products", 200),
    (2, "GET", "/v1/customers", 403),
)


def make_keys(merchant: Merchant, *, by: User, opened: datetime, at: datetime) -> None:
    """Four keys, one of them revoked, and a day of requests."""
    keys = [
        flows.key_created(
            merchant, name=name, kind=kind, scopes=scopes, expires_at=None, by=by, at=opened
        ).key
        for name, kind, scopes in KEYS
    ]
    flows.key_revoked(keys[-1], by=by, at=at - timedelta(days=20))
    flows.signing_key_created(merchant, name="Web shop", by=by, at=opened)
    chance = Random(11)  # noqa: S311 -- a story, not a secret
    for minutes in range(24 * 60, 0, -20):
        _ask(keys, chance, at=at - timedelta(minutes=minutes))


def _ask(keys: list[ApiKey], chance: Random, *, at: datetime) -> None:
    number, method, path, status = chance.choice(ASKED)
    note_use(keys[number], at=at)
    log_request(
        principal_of(keys[number]),
        key=keys[number],
        method=method,
        path=path,
        status=status,
        milliseconds=chance.randrange(4, 60),
        request_id=UUID(int=chance.getrandbits(128), version=4),
        at=at,
    )
