"""What a load balancer asks."""

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loyalty.jobs import queries
from loyalty.team.permissions import public


@require_safe
@never_cache
@public
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process answers. A database that is away must not have web servers restarted."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@public
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when pages can be served and work is being done, else 503; `checks` names what failed."""
    checks = _checks()
    is_ready = all(state == "ok" for state in checks.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "failing", "checks": checks}, status=200 if is_ready else 503
    )


def _checks() -> dict[str, str]:
    try:
        unapplied, health = queries.unapplied_migrations(), queries.health()
    except Error:
        return {"database": "failing"}
    return {
        "database": "ok",
        "migrations": "failing" if unapplied else "ok",
        "worker": "ok" if health.is_beating else "failing",
        "queue": "ok" if health.is_moving else "failing",
    }
