"""The SQL that issues coupons."""

from loyalty.rewards.models import Coupon

COLUMNS = tuple(str(field.column) for field in Coupon._meta.concrete_fields)

# What the reward promises now is written into the coupon; nothing that is said of the reward later changes it.
# The last day is the local day of issue and so many more; the coupon counts until the midnight after it.
# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
INSERT_COUPONS = f"""
INSERT INTO rewards_coupon (merchant_id, reward_id, customer_id, key, cause, code, state, fulfillment, points, entry_id,
    name, type, currency, value_cents, percent, ceiling_cents, product, min_order_cents, terms, issued_at, last_day,
    expires_at, order_source, order_external_id, updated_at)
SELECT reward.merchant_id, reward.id, given.customer_id, given.key, %(cause)s::text,
    CASE WHEN reward.issued_by = 'program' THEN given.code END, 'issued',
    CASE WHEN reward.issued_by = 'program' THEN 'issued' ELSE 'pending' END, given.points, given.entry_id,
    reward.name, reward.type, reward.currency, coalesce(given.value_cents, reward.value_cents), reward.percent,
    reward.ceiling_cents, reward.product, reward.min_order_cents, reward.terms, %(at)s::timestamptz, reward.last_day,
    (reward.last_day + 1)::timestamp AT TIME ZONE reward.timezone, '', '', %(at)s::timestamptz
FROM (
    SELECT reward.*, merchant.currency, merchant.timezone,
        (%(at)s::timestamptz AT TIME ZONE merchant.timezone)::date + reward.expires_days AS last_day,
        jsonb_build_object('icon', reward.icon, 'texts', reward.texts, 'products', reward.products,
            'categories', reward.categories, 'store_ids', reward.store_ids, 'currencies', reward.currencies) AS terms
    FROM rewards_reward reward JOIN merchants_merchant merchant ON merchant.id = reward.merchant_id
    WHERE reward.merchant_id = %(merchant_id)s::bigint AND reward.id = %(reward_id)s::bigint
    OFFSET 0
) AS reward
CROSS JOIN unnest(%(customer_ids)s::bigint[], %(keys)s::text[], %(codes)s::text[], %(points)s::bigint[],
    %(entry_ids)s::bigint[], %(values)s::bigint[])
    WITH ORDINALITY AS given (customer_id, key, code, points, entry_id, value_cents, n)
ORDER BY given.n
ON CONFLICT DO NOTHING
RETURNING {", ".join(COLUMNS)}
"""

# Alone, and first: what is counted afterwards is counted with what was committed while we waited.
LOCK_CUSTOMER = """
SELECT state FROM customers_customer
WHERE merchant_id = %(merchant_id)s::bigint AND id = %(customer_id)s::bigint
FOR NO KEY UPDATE
"""

LOCK_REWARD = """
SELECT id FROM rewards_reward
WHERE merchant_id = %(merchant_id)s::bigint AND id = %(reward_id)s::bigint
FOR NO KEY UPDATE
"""

# The same key comes back as the coupon that it gave; what was cancelled does not count towards the limits (S28).
# Locks the account, too: whether it has lots is known then, and which they are, to the statement that spends them.
LOOK = """
WITH account AS MATERIALIZED (
    SELECT has_lots FROM points_pointsaccount
    WHERE merchant_id = %(merchant_id)s::bigint AND customer_id = %(customer_id)s::bigint
    FOR NO KEY UPDATE
)
SELECT reward.is_active, reward.revision, earlier.id, coalesce((SELECT has_lots FROM account), false),
    (SELECT count(*) FROM rewards_coupon own
        WHERE own.merchant_id = reward.merchant_id AND own.customer_id = asked.customer_id
            AND own.reward_id = reward.id AND own.cause = 'redemption' AND own.state <> 'cancelled')
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, %(customer_id)s::bigint AS customer_id,
        %(reward_id)s::bigint AS reward_id, %(key)s::text AS key OFFSET 0
) AS asked
JOIN rewards_reward reward ON reward.merchant_id = asked.merchant_id AND reward.id = asked.reward_id
LEFT JOIN rewards_coupon earlier
    ON earlier.merchant_id = asked.merchant_id AND earlier.customer_id = asked.customer_id AND earlier.key = asked.key
"""

COUNT_ALL = """
SELECT count(*) FROM (
    SELECT FROM rewards_coupon
    WHERE merchant_id = %(merchant_id)s::bigint AND reward_id = %(reward_id)s::bigint
        AND cause = 'redemption' AND state <> 'cancelled'
    LIMIT %(most)s::bigint
) AS live
"""
