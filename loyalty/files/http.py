"""What has to be decided before a request is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponseBase]
# What a form sends besides its file.
ROOM_FOR_FIELDS = 100_000


def refuse_larger_than(most_bytes: int, *, refused: View) -> Callable[[View], View]:
    """Answers with the view `refused` where the request says that its file is larger: none of it is read.

    The token is checked after that, not before: looking for it reads the whole body.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @wraps(view)
        def measured(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            size = request.META.get("CONTENT_LENGTH") or "0"
            if int(size) > most_bytes + ROOM_FOR_FIELDS:
                return refused(request, *args, **kwargs)
            return protected(request, *args, **kwargs)

        return cast("View", csrf_exempt(measured))

    return decorate
