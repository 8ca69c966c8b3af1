"""What breaks before any view is reached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class BrokenMiddleware:
    """Breaks whatever comes."""

    def __init__(self, _get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        pass

    def __call__(self, _request: HttpRequest) -> HttpResponseBase:
        raise ValueError("a secret of ours")
