"""What callers are told when something is not done: one shape, made here and nowhere else."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.response import Response

from loyalty.api.actions import KeyBusy
from loyalty.errors import Refused

log = logging.getLogger(__name__)


class Unprocessable(APIException):
    """Everything was understood, and the programme says no."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class BadRequest(APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_detail = _("The request could not be read.")


class Forbidden(APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("This is not allowed.")


class NothingHere(APIException):
    status_code = status.HTTP_404_NOT_FOUND
    default_detail = _("There is nothing at this address.")


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large.")


class TryAgain(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = _("The database is busy or away. Ask again shortly.")


class Broken(APIException):
    default_detail = _("Something went wrong here. Tell us the request_id, and we can see what.")


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to whatever a view raised. What nobody foresaw is logged, and told without details."""
    heard = as_heard(error)
    request = context["request"]._request
    if heard.status_code >= status.HTTP_500_INTERNAL_SERVER_ERROR:
        log.error("%s %s", request.method, request.path, exc_info=error)
    response = Response(envelope(sentence(heard), request), heard.status_code, exception=True)
    if isinstance(heard, Throttled | TryAgain | Conflict):
        response["Retry-After"] = "1"
    if auth_header := getattr(heard, "auth_header", None):
        response["WWW-Authenticate"] = auth_header
    if isinstance(error, Refused):
        response["X-Error-Code"] = error.code
    return response


def as_heard(error: Exception) -> APIException:
    """What callers hear of it."""
    if isinstance(error, APIException):
        return error
    if isinstance(error, Refused):
        return Conflict(str(error)) if isinstance(error, KeyBusy) else Unprocessable(str(error))
    return next((heard() for kind, heard in _HEARD.items() if isinstance(error, kind)), Broken())


def sentence(heard: APIException) -> str:
    """All that is wrong, in one text."""
    if isinstance(heard, Throttled):
        return str(_("That was too much in a second. Ask again in one."))
    if isinstance(heard, ValidationError):
        return " ".join(_faults(heard.detail))
    return str(heard.detail)


def envelope(message: str, request: HttpRequest) -> dict[str, Any]:
    """The shape of every refusal."""
    return {"error": {"message": message, "request_id": getattr(request, "request_id", "")}}


def plain_error(request: HttpRequest, heard: APIException) -> HttpResponse:
    """The same where no view was reached."""
    return JsonResponse(envelope(sentence(heard), request), status=heard.status_code)


def _faults(detail: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Each with the name of the field: `activity.token: This field is required.`"""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _faults(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _faults(inner, path)
    else:
        yield f"{'.'.join(path)}: {detail}" if path else str(detail)


# The first that fits counts.
_HEARD: Mapping[type[Exception], type[APIException]] = {
    Http404: NothingHere,
    ObjectDoesNotExist: NothingHere,
    PermissionDenied: Forbidden,
    RequestDataTooBig: TooLarge,
    SuspiciousOperation: BadRequest,
    UnreadablePostError: BadRequest,
    OperationalError: TryAgain,
    InterfaceError: TryAgain,
}
