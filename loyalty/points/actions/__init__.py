"""Changing the ledger: the only way points move."""

from loyalty.points.actions.accounts import UnknownCustomer, lock_accounts, open_accounts
from loyalty.points.actions.batches import post_many
from loyalty.points.actions.postings import (
    InvalidPoints,
    KeyReused,
    NegativeBalance,
    NotEnoughPoints,
    Posted,
    Posting,
    post,
)
from loyalty.points.actions.reversals import reverse

__all__ = [
    "InvalidPoints",
    "KeyReused",
    "NegativeBalance",
    "NotEnoughPoints",
    "Posted",
    "Posting",
    "UnknownCustomer",
    "lock_accounts",
    "open_accounts",
    "post",
    "post_many",
    "reverse",
]
