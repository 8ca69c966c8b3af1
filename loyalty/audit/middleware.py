"""Where the changes of a request come from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from loyalty.audit.actions import ORIGIN, Origin

LONGEST_DOOR = 80


class OriginMiddleware:
    """While a request is answered, what is written into the audit says which address was asked, and by whom."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR") or None
        token = ORIGIN.set(Origin(f"{request.method} {request.path}"[:LONGEST_DOOR], address))
        try:
            return self._get_response(request)
        finally:
            ORIGIN.reset(token)
