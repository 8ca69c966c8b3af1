"""How often servers of apps may ask, whoever they say they are."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from loyalty.api.throttles import take
from loyalty.team.permissions import View


def limited(view: View) -> View:
    """So many requests in a second from one address; more are answered 429. Guessing takes for ever, then."""

    @wraps(view)
    def counted(request: HttpRequest) -> HttpResponseBase:
        address = get_adapter(request).get_client_ip(request)
        if take(f"oauth:{address}", limit=settings.API_REQUESTS_PER_SECOND).is_allowed:
            return view(request)
        told = {"error": "temporarily_unavailable", "error_description": "Too many requests."}
        return JsonResponse(told, status=429, headers={"Retry-After": "1", "Cache-Control": "no-store"})

    return counted
