"""How often a caller may ask: so many requests in any second, counted exactly, by the database."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from loyalty.database.statements import execute_prepared
from loyalty.merchants.authentication import Principal
from loyalty.merchants.models import ApiKey
from loyalty.merchants.queries.keys import key_of

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
    rows = execute_prepared(_TAKE, {"name": bucket, "limit": str(limit)})
    return _taken(rows[0][0] if rows else None, limit=limit)


def take_by_key(secret: str, *, limit: int, at: datetime) -> tuple[ApiKey, Taken] | None:
    """The key that is this secret, unless it is over by `at`, and one request more of it. One statement for both."""
    known = key_of(secret, at=at, beside=_TAKE_BY_KEY, limit=str(limit))
    return known and (known.key, _taken(known.beside, limit=limit))


def _taken(requests: int | None, *, limit: int) -> Taken:
    return Taken(False, 0) if requests is None else Taken(True, limit - requests)


class BucketThrottle(BaseThrottle):
    """Counts a principal's requests, unless recognising it did; what nobody sent is refused elsewhere."""

    def allow_request(self, request: Request, view: "Resource") -> bool:  # type: ignore[override]  # every view here is one of ours
        principal = cast("Principal | None", request.user)
        if principal is None:
            return True
        limit: int = settings.API_REQUESTS_PER_SECOND
        taken: Taken = getattr(request, "taken", None) or take(principal.bucket, limit=limit)
        said = {"RateLimit-Limit": limit, "RateLimit-Remaining": taken.remaining, "RateLimit-Reset": 1}
        view.headers = {**view.headers, **{name: str(value) for name, value in said.items()}}
        return taken.is_allowed

    def wait(self) -> float:
        """A second later there is room again."""
        return 1


_COUNT = """
INSERT INTO api_bucket AS bucket (name, taken) SELECT {name}, ARRAY[clock_timestamp()] {whose}
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
_TAKE = _COUNT.format(name="%(name)s::text", whose="")
_TAKE_BY_KEY = _COUNT.format(name="'key:' || id", whose="FROM caller")
