"""The SQL behind arrivals."""

from loyalty.customers.queries import SAID, SAID_COLUMNS

LOCK = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('customers arrive', %(merchant)s))"
ARRIVE = f"""
WITH arrived AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('customers_customer', 'id')) AS id, said.*
    FROM {SAID}, %(states)s::text[], %(joined)s::timestamptz[])
    WITH ORDINALITY AS said ({SAID_COLUMNS}, state, joined_at, position)
),
customer AS (
    INSERT INTO customers_customer
        (id, merchant_id, email, email_key, first_name, last_name, language, state, joined_at, created_at, updated_at)
    SELECT id, %(merchant)s, email, email_key, first_name, last_name, language, state, joined_at, %(at)s, %(at)s
    FROM arrived
),
identity AS (
    INSERT INTO customers_customeridentity (merchant_id, customer_id, source, external_id)
    SELECT %(merchant)s, id, source, external_id FROM arrived WHERE external_id <> ''
    ON CONFLICT (merchant_id, source, external_id) DO NOTHING
)
SELECT id FROM arrived ORDER BY position
"""
# An address that another customer has stays with them; of two who claim a free one at once the first has it.
LEARN = f"""
WITH identity AS (
    INSERT INTO customers_customeridentity (merchant_id, customer_id, source, external_id)
    SELECT DISTINCT %(merchant)s, said.* FROM unnest(
        %(linked_ids)s::bigint[], %(linked_sources)s::text[], %(linked_external_ids)s::text[]
    ) AS said (customer_id, source, external_id) WHERE external_id <> ''
    ON CONFLICT (merchant_id, source, external_id) DO NOTHING
),
said AS (
    SELECT asked.*, CASE
        WHEN row_number() OVER (PARTITION BY email_key ORDER BY customer_id) = 1 AND NOT EXISTS (
            SELECT FROM customers_customer other
            WHERE other.merchant_id = asked.merchant_id AND other.email_key = asked.email_key
        ) THEN email_key
    END AS free_key
    FROM (
        SELECT %(merchant)s::bigint AS merchant_id, news.*
        FROM {SAID}, %(ids)s::bigint[]) AS news ({SAID_COLUMNS}, customer_id) OFFSET 0
    ) AS asked
),
-- In id order, like everybody who locks several.
held AS MATERIALIZED (
    SELECT id FROM customers_customer
    WHERE merchant_id = %(merchant)s AND id = ANY (%(ids)s::bigint[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE customers_customer customer SET
    state = CASE WHEN has_account AND state = 'candidate' THEN 'member' ELSE state END,
    joined_at = CASE
        WHEN has_account THEN least(coalesce(joined_at, account_created_at, %(at)s), account_created_at)
        ELSE joined_at
    END,
    email = CASE
        WHEN customer.email_key IS NULL AND free_key IS NOT NULL THEN said.email ELSE customer.email
    END,
    email_key = coalesce(customer.email_key, free_key),
    first_name = coalesce(nullif(customer.first_name, ''), said.first_name),
    last_name = coalesce(nullif(customer.last_name, ''), said.last_name),
    language = coalesce(nullif(customer.language, ''), said.language),
    updated_at = %(at)s
FROM said JOIN held ON held.id = said.customer_id
WHERE customer.merchant_id = said.merchant_id AND customer.id = said.customer_id
RETURNING customer.id
"""
