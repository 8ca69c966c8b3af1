from loyalty.api.actions.answers import (
    Claim,
    KeyBusy,
    KeyOfAnother,
    claim_answer,
    forget_answers,
    keep_answer,
)
from loyalty.api.actions.buckets import forget_buckets

__all__ = [
    "Claim",
    "KeyBusy",
    "KeyOfAnother",
    "claim_answer",
    "forget_answers",
    "forget_buckets",
    "keep_answer",
]
