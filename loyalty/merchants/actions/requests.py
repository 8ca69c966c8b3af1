"""Keeping a while what was asked of the REST API."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django_scopes import scopes_disabled

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
    """One line more in the merchant's request log. `path` comes without its query. One statement."""
    RequestLog.objects.create(
        merchant=principal.merchant,
        at=at,
        method=method[:10],
        path=path.replace("\x00", "")[:LONGEST_PATH],
        status=status,
        milliseconds=milliseconds,
        request_id=request_id,
        key=key,
        source=principal.source,
        caller=principal.name[:LONGEST_CALLER],
    )


def forget_requests(*, at: datetime) -> int:
    """How many lines were deleted that are older than `REQUEST_LOG_DAYS`: a batch, so 0 once all are gone."""
    before = at - timedelta(days=settings.REQUEST_LOG_DAYS)
    with scopes_disabled():
        old = RequestLog.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
        return RequestLog.objects.filter(pk__in=list(old[:BATCH])).delete()[0]
