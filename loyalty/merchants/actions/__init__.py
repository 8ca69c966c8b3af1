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

__all__ = [
    "SETTINGS",
    "ExpiryOver",
    "InvalidSetting",
    "KeyOver",
    "NewKey",
    "NoScope",
    "add_store",
    "change_plan",
    "change_program",
    "create_key",
    "create_merchant",
    "forget_requests",
    "log_request",
    "note_use",
    "revoke_key",
    "with_first_day",
]
