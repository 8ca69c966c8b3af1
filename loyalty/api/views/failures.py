"""What is answered where no view was reached: to programs in the shape of all refusals, to people as a page."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from loyalty.api.http.errors import BadRequest, Broken, plain_error
from loyalty.api.middleware import PREFIX


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request was so odd, by its Host for example, that it was not looked at."""
    if _is_of_api(request):
        return plain_error(request, BadRequest())
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: what nobody foresaw, around the view. Django has logged it."""
    return plain_error(request, Broken()) if _is_of_api(request) else defaults.server_error(request)


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)
