"""What every request to the API passes."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

PREFIX = "/v1/"


class RequestIdMiddleware:
    """Each request to the API has an id of its own, which its answer says: people name it when they ask for help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        request.request_id = str(uuid4())  # type: ignore[attr-defined]  # read where answers are made
        response = self._get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]  # just set
        return response
