"""Keeping a while what was asked of the REST API."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django_scopes import scopes_disabled

from loyalty.database.statements import execute_prepared
from loyalty.merchants.authentication import Principal
from loyalty.merchants.models import ApiKey, RequestLog

LONGEST_PATH = 200
LONGEST_CALLER = 100
BATCH = 5_000


def log_request(
    principal: Principal,
    *,
    key: ApiKey | None = None,
    method: str,
    path: str,
    status: int,
    milliseconds: int,
    request_id: UUID,
    at: datetime,
) -> None:
    """One line more in the merchant's request log. `path` comes without its query.

    One statement and a transaction of its own, which nobody waits for the disk for: the last lines before a power cut
    may be missing.
    """
    values = {
        "merchant_id": str(principal.merchant.pk),
        "at": at,
        "method": method[:10],
        "path": path.replace("\x00", "")[:LONGEST_PATH],
        "status": str(status),
        "milliseconds": str(milliseconds),
        "request_id": str(request_id),
        "key_id": None if key is None else str(key.pk),
        "source": principal.source,
        "caller": principal.name[:LONGEST_CALLER],
    }
    execute_prepared(LOG, values)


def forget_requests(*, at: datetime) -> int:
    """How many lines were deleted that are older than `REQUEST_LOG_DAYS`: a batch, so 0 once all are gone."""
    before = at - timedelta(days=settings.REQUEST_LOG_DAYS)
    with scopes_disabled():
        old = RequestLog.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
        return RequestLog.objects.filter(pk__in=list(old[:BATCH])).delete()[0]


LOG = """
WITH lax AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO merchants_requestlog
    (merchant_id, at, method, path, status, milliseconds, request_id, key_id, source, caller)
SELECT %(merchant_id)s::bigint, %(at)s::timestamptz, %(method)s::text, %(path)s::text, %(status)s::smallint,
    %(milliseconds)s::int, %(request_id)s::uuid, %(key_id)s::bigint, %(source)s::text, %(caller)s::text
FROM lax
RETURNING id
"""
