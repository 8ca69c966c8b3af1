"""How often a caller may ask: so many requests in any second, counted exactly, by the database."""

from typing import TYPE_CHECKING, NamedTuple, cast

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from loyalty.database.statements import execute_prepared
from loyalty.merchants.authentication import Principal

if TYPE_CHECKING:
    # Views name this module in their settings.
    from loyalty.api.views.resource import Resource


class Taken(NamedTuple):
    """Whether a request is let through, and how many more would be at this moment."""

    is_allowed: bool
    remaining: int


def take(bucket: str, *, limit: int) -> Taken:
    """One request more of this caller, unless there were `limit` within the second before. One statement.

    The row's lock lets callers through one by one, and the clock is read after waiting for it; so there are never
    more, however many ask at once.
    """
    rows = execute_prepared(TAKE, {"name": bucket, "limit": str(limit)})
    return Taken(True, limit - rows[0][0]) if rows else Taken(False, 0)


class BucketThrottle(BaseThrottle):
    """Counts a principal's requests; what nobody sent is refused elsewhere."""

    def allow_request(self, request: Request, view: "Resource") -> bool:  # type: ignore[override]  # every view here is one of ours
        principal = cast("Principal | None", request.user)
        if principal is None:
            return True
        limit: int = settings.API_REQUESTS_PER_SECOND
        taken = take(principal.bucket, limit=limit)
        said = {"RateLimit-Limit": limit, "RateLimit-Remaining": taken.remaining, "RateLimit-Reset": 1}
        view.headers = {**view.headers, **{name: str(value) for name, value in said.items()}}
        return taken.is_allowed

    def wait(self) -> float:
        """A second later there is room again."""
        return 1


TAKE = """
INSERT INTO api_bucket AS bucket (name, taken) VALUES (%(name)s::text, ARRAY[clock_timestamp()])
ON CONFLICT (name) DO UPDATE
SET taken = (
    SELECT array_agg(moment ORDER BY moment) || clock_timestamp()
    FROM unnest(bucket.taken) AS moment WHERE moment > clock_timestamp() - interval '1 second'
)
WHERE (
    SELECT count(*) FROM unnest(bucket.taken) AS moment WHERE moment > clock_timestamp() - interval '1 second'
) < %(limit)s::int
RETURNING cardinality(taken)
"""
