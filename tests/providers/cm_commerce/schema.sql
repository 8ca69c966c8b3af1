PRAGMA journal_mode = WAL;

CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT ''
);

-- An authorization that was begun in one browser; with tokens once it was given, until somebody signs in.
CREATE TABLE IF NOT EXISTS attempts (
    state TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    verifier TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    tokens TEXT NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS connections (
    account TEXT PRIMARY KEY,
    access_token TEXT NOT NULL,
    refresh_token TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    scope TEXT NOT NULL,
    connected_at TEXT NOT NULL,
    merchant_id INTEGER NOT NULL,
    synced_until TEXT NOT NULL DEFAULT '',
    looked_at TEXT NOT NULL DEFAULT '',
    has_vip INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    is_refused INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS customers (
    account TEXT NOT NULL,
    id INTEGER NOT NULL,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    state TEXT NOT NULL,
    points_balance INTEGER NOT NULL,
    referral_url TEXT NOT NULL,
    date_of_birth TEXT NOT NULL,
    vip_tier TEXT NOT NULL,
    tier_known_at TEXT NOT NULL,
    tag TEXT NOT NULL DEFAULT '',
    round TEXT NOT NULL,
    PRIMARY KEY (account, id)
);

CREATE TABLE IF NOT EXISTS segments (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (account, name, customer_id)
);

CREATE TABLE IF NOT EXISTS review_settings (account TEXT PRIMARY KEY, unit TEXT NOT NULL, is_rewarded INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    order_number TEXT NOT NULL,
    email TEXT NOT NULL,
    products TEXT NOT NULL,
    asked_at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS reviews (
    id TEXT PRIMARY KEY,
    request TEXT NOT NULL REFERENCES requests (id),
    product TEXT NOT NULL,
    rating INTEGER NOT NULL,
    comment TEXT NOT NULL,
    left_at TEXT NOT NULL
);

-- Activities on their way to the platform. The key is sent as Idempotency-Key, the body to the letter.
CREATE TABLE IF NOT EXISTS activities (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    distinct_id TEXT NOT NULL,
    email TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT ''
);

CREATE TABLE IF NOT EXISTS emails (account TEXT PRIMARY KEY, subject TEXT NOT NULL, body TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS follow_ups (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    days INTEGER NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (account, days)
);
