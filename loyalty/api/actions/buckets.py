"""Counters of how often callers ask."""

from datetime import datetime, timedelta

from loyalty.database.statements import execute_prepared

KEPT = timedelta(hours=1)


def forget_buckets(*, at: datetime) -> int:
    """How many counters were deleted of callers who have not asked for a while."""
    return len(execute_prepared(FORGET, {"before": at - KEPT}))


FORGET = """
DELETE FROM api_bucket WHERE taken[cardinality(taken)] < %(before)s::timestamptz RETURNING name
"""
