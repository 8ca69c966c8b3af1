"""The SQL behind the order messages: a late one never undoes a newer one, and a repeated one changes nothing."""

_REPLACES = (
    "(o.is_withdrawn OR (excluded.version IS NOT NULL AND excluded.version > coalesce(o.version, -1)))"
)
_BY_TIME = "excluded.version IS NULL"
# At one instant a cancellation beats a payment; "cancelled" also happens to sort before "paid".
_STATE_NEWER = (
    f"({_BY_TIME} AND excluded.state_at IS NOT NULL AND (o.state_at IS NULL"
    " OR (excluded.state_at, excluded.state = 'cancelled') > (o.state_at, o.state = 'cancelled')))"
)
# At one instant the larger amounts win: an arbitrary choice, but the same in whatever order messages come.
_AMOUNTS_NEWER = (
    f"({_BY_TIME} AND excluded.amounts_at IS NOT NULL AND (o.amounts_at IS NULL"
    " OR (excluded.amounts_at, excluded.goods_cents, excluded.discount_cents)"
    " > (o.amounts_at, o.goods_cents, o.discount_cents)))"
)
_TAKES_STATE = f"({_REPLACES} OR {_STATE_NEWER})"
_TAKES_AMOUNTS = f"(({_REPLACES} AND excluded.amounts_at IS NOT NULL) OR {_AMOUNTS_NEWER})"
_AMOUNTS = (
    "currency",
    "fx_rate",
    "amounts_at",
    "goods_cents",
    "discount_cents",
    "shipping_cents",
    "tax_cents",
    "lines",
)
_PLACE = ("channel", "country", "locale")
# Whoever is ever said to have had an account was no guest.
_IS_GUEST = "coalesce(o.is_guest AND excluded.is_guest, o.is_guest, excluded.is_guest)"
_FIRST = ("placed_at", "paid_at", "fulfilled_at")


def _takes(column: str, condition: str) -> str:
    return f"{column} = CASE WHEN {condition} THEN excluded.{column} ELSE o.{column} END"


def _earliest(column: str) -> str:
    return (
        f"{column} = CASE WHEN {_REPLACES} THEN excluded.{column}"
        f" ELSE least(o.{column}, excluded.{column}) END"
    )


def _first_said(column: str) -> str:
    return f"{column} = coalesce(nullif(o.{column}, ''), excluded.{column})"


def _is_news(column: str) -> str:
    return f"(o.{column} = '' AND excluded.{column} <> '')"


def _earlier(column: str) -> str:
    return f"excluded.{column} < coalesce(o.{column}, 'infinity')"


# A row that was there before carries the number of this transaction in `xmax`; one that is new carries none.
UPSERT_ORDERS = f"""
INSERT INTO orders_order AS o (
    merchant_id, customer_id, store_id, import_id, source, external_id, number, version, state, state_at,
    placed_at, paid_at, fulfilled_at, cancelled_at, amounts_at,
    currency, fx_rate, goods_cents, discount_cents, shipping_cents, tax_cents, lines, is_guest,
    channel, country, locale, is_withdrawn
)
SELECT
    %s, customer_id, store_id, import_id, source, external_id, number, version, coalesce(state, 'open'), state_at,
    placed_at, paid_at, fulfilled_at, cancelled_at, amounts_at,
    coalesce(currency, ''), fx_rate, goods_cents, coalesce(discount_cents, 0), coalesce(shipping_cents, 0),
    coalesce(tax_cents, 0), coalesce(lines, '[]'), is_guest, channel, country, locale, false
FROM unnest(
    %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
    %s::text[], %s::numeric[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[],
    %s::boolean[], %s::text[], %s::text[], %s::text[]
) AS said (
    customer_id, store_id, import_id, source, external_id, number, version, state,
    state_at, placed_at, paid_at, fulfilled_at, cancelled_at, amounts_at,
    currency, fx_rate, goods_cents, discount_cents, shipping_cents, tax_cents, lines, is_guest,
    channel, country, locale
)
ON CONFLICT (merchant_id, source, external_id) DO UPDATE SET
    customer_id = coalesce(o.customer_id, excluded.customer_id),
    store_id = coalesce(o.store_id, excluded.store_id),
    import_id = CASE WHEN o.is_withdrawn THEN excluded.import_id ELSE o.import_id END,
    number = coalesce(nullif(excluded.number, ''), o.number),
    version = greatest(o.version, excluded.version),
    {_takes("state", _TAKES_STATE)},
    {_takes("state_at", _TAKES_STATE)},
    {", ".join(_earliest(column) for column in _FIRST)},
    cancelled_at = CASE WHEN {_REPLACES} THEN excluded.cancelled_at
        ELSE greatest(o.cancelled_at, excluded.cancelled_at) END,
    {", ".join(_takes(column, _TAKES_AMOUNTS) for column in _AMOUNTS)},
    is_guest = {_IS_GUEST},
    {", ".join(_first_said(column) for column in _PLACE)},
    is_withdrawn = false,
    updated_at = now()
WHERE {_REPLACES} OR {_STATE_NEWER} OR {_AMOUNTS_NEWER} OR ({_BY_TIME} AND (
    {" OR ".join(_earlier(column) for column in _FIRST)}
    OR excluded.cancelled_at > coalesce(o.cancelled_at, '-infinity')
    OR (o.customer_id IS NULL AND excluded.customer_id IS NOT NULL)
    OR (o.store_id IS NULL AND excluded.store_id IS NOT NULL)
    OR {" OR ".join(_is_news(column) for column in _PLACE)}
    OR o.is_guest IS DISTINCT FROM {_IS_GUEST}
    OR (excluded.number <> '' AND excluded.number <> o.number)
))
RETURNING o.id, xmax = 0, o.source, o.external_id
"""
# Of two refunds with one name the first counts. OFFSET 0 hides from the planner that the merchant is a constant, of
# whom it may know nothing yet.
INSERT_REFUNDS = """
INSERT INTO orders_refund (merchant_id, order_id, external_id, goods_cents, shipping_cents, lines, refunded_at)
SELECT o.merchant_id, o.id, said.external_id, said.goods_cents, said.shipping_cents, said.lines, said.refunded_at
FROM (
    SELECT %s::bigint AS merchant_id, asked.*
    FROM unnest(
        %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::jsonb[], %s::timestamptz[]
    ) WITH ORDINALITY
        AS asked (source, order_external_id, external_id, goods_cents, shipping_cents, lines, refunded_at, position)
    OFFSET 0
) AS said
JOIN orders_order o
    ON o.merchant_id = said.merchant_id AND o.source = said.source AND o.external_id = said.order_external_id
ORDER BY said.position
ON CONFLICT (merchant_id, order_id, external_id) DO NOTHING
RETURNING order_id
"""
