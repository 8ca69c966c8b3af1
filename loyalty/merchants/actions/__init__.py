from loyalty.merchants.actions.keys import (
    ExpiryOver,
    KeyOver,
    NewKey,
    NoScope,
    create_key,
    note_use,
    revoke_key,
)
from loyalty.merchants.actions.plans import change_plan
from loyalty.merchants.actions.programs import (
    SETTINGS,
    InvalidSetting,
    add_store,
    change_program,
    create_merchant,
    with_first_day,
)
from loyalty.merchants.actions.requests import forget_requests, log_request
from loyalty.merchants.actions.signing import NewSigningKey, create_signing_key, revoke_signing_key

__all__ = [
    "SETTINGS",
    "ExpiryOver",
    "InvalidSetting",
    "KeyOver",
    "NewKey",
    "NewSigningKey",
    "NoScope",
    "add_store",
    "change_plan",
    "change_program",
    "create_key",
    "create_merchant",
    "create_signing_key",
    "forget_requests",
    "log_request",
    "note_use",
    "revoke_key",
    "revoke_signing_key",
    "with_first_day",
]
