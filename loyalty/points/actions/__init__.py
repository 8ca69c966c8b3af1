"""Changing the ledger: the only way points move."""

from loyalty.points.actions.accounts import (
    UnknownCustomer,
    lock_balances,
    lock_balances_between,
    open_accounts,
)
from loyalty.points.actions.batches import post_many
from loyalty.points.actions.entries import (
    InvalidPoints,
    KeyReused,
    NegativeBalance,
    NotEnoughPoints,
    Posted,
    Posting,
)
from loyalty.points.actions.expiry import Warned, expire_due, expire_for, warn_due
from loyalty.points.actions.postings import post
from loyalty.points.actions.reversals import reverse

__all__ = [
    "InvalidPoints",
    "KeyReused",
    "NegativeBalance",
    "NotEnoughPoints",
    "Posted",
    "Posting",
    "UnknownCustomer",
    "Warned",
    "expire_due",
    "expire_for",
    "lock_balances",
    "lock_balances_between",
    "open_accounts",
    "post",
    "post_many",
    "reverse",
    "warn_due",
]
