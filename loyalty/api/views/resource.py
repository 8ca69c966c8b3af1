"""What every view of the API has in common: who asks, in whose name, how often, and in what shape it is answered."""

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from hashlib import sha256
from time import perf_counter
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_scopes import scope
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from loyalty.api.actions import claim_answer, keep_answer
from loyalty.api.http.errors import BadRequest, NothingHere
from loyalty.api.mapping.texts import BIGGEST, Unreadable, refuse_unwritable
from loyalty.api.models import LONGEST_KEY
from loyalty.audit.actions import changes_come_from
from loyalty.merchants.actions import log_request
from loyalty.merchants.authentication import Principal
from loyalty.merchants.models import ApiKey
from loyalty.merchants.scopes import Scope

log = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD"})


class ApiRequest(Request):
    """A request whose caller is known."""

    user: Principal  # type: ignore[assignment]  # a program, never a person


class Resource(APIView):
    """A door of the API. `scopes` says for each method what the caller must have been granted."""

    scopes: ClassVar[Mapping[str, Scope]] = {}
    has_etag: ClassVar[bool] = False
    request: ApiRequest
    headers: dict[str, str]
    principal: Principal | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # type: ignore[override]  # guarded
        """The view, with the guard that all doors carry."""
        view: Callable[..., HttpResponseBase] = super().as_view(**initkwargs)
        view.guard = f"api:{','.join(sorted(cls.scopes.values()))}"  # type: ignore[attr-defined]  # read by tests
        return view

    def scope_of(self, method: str) -> Scope:
        """What this method takes."""
        return self.scopes["GET" if method == "HEAD" else method]

    def read(self, shape: type[Serializer[Any]]) -> dict[str, Any]:
        """What was sent, in this shape."""
        return _checked(shape, self._sent())

    def asked(self, shape: type[Serializer[Any]]) -> dict[str, Any]:
        """What the query asks for, in this shape."""
        return _checked(shape, self.request.query_params.dict())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer, whatever happens."""
        started, at = perf_counter(), now()
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)  # type: ignore[assignment]  # known soon
        self.headers = {"Cache-Control": "private, no-store"}
        with ExitStack() as self.opened:
            try:
                handler = self._handler()
                self.initial(self.request, *args, **kwargs)
                response = self._tagged(self._answer(handler))
            except Exception as error:  # noqa: BLE001 -- DRF sorts them; what it does not know becomes a 500
                response = self._written(self.handle_exception(error))
            for name, value in self.headers.items():
                response.headers.setdefault(name, value)
            self._note(response.status_code, round((perf_counter() - started) * 1000), at)
        return response

    def initial(self, request: Request, *_args: Any, **_kwargs: Any) -> None:
        """Refuses whoever may not ask this, or not now, and opens the scope of the caller's merchant."""
        self._refuse_unreadable()
        self.perform_authentication(request)
        self.principal = cast("Principal | None", request.user)
        if self.principal is not None:
            self.opened.enter_context(scope(merchant=self.principal.merchant))
            self.opened.enter_context(changes_come_from(self.principal.name))
        self.check_throttles(request)
        self.check_permissions(request)

    def _handler(self) -> Callable[..., Response]:
        method = self.request.method or ""
        if ("GET" if method == "HEAD" else method) not in self.scopes:
            raise MethodNotAllowed(method)
        handler: Callable[..., Response] = getattr(self, method.lower())
        return handler

    def _refuse_unreadable(self) -> None:
        try:
            refuse_unwritable(
                text for pair in self.request.query_params.lists() for text in (pair[0], *pair[1])
            )
        except Unreadable as error:
            raise BadRequest(str(error)) from error
        if any(isinstance(value, int) and value >= BIGGEST for value in self.kwargs.values()):
            raise NothingHere

    def _answer(self, handler: Callable[..., Response]) -> HttpResponse:
        key = self.request.headers.get("Idempotency-Key")
        if self.request.method == "POST" and key is not None:
            return self._once(handler, key)
        return self._written(handler(self.request, *self.args, **self.kwargs))

    def _tagged(self, response: HttpResponse) -> HttpResponse:
        """304 to whoever has this very answer already."""
        if not self.has_etag or self.request.method not in SAFE:
            return response
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"], response.headers["Vary"] = etag, "Authorization"
        answer = get_conditional_response(self.request._request, etag=etag, response=response)
        return cast("HttpResponse", answer)

    def _once(self, handler: Callable[..., Response], key: str) -> HttpResponse:
        """What is done stands in the database together with its answer, or not at all."""
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise BadRequest(
                _("An Idempotency-Key is 1 to %(most)d plain characters.") % {"most": LONGEST_KEY}
            )
        principal = self.request.user
        with transaction.atomic():
            claim = claim_answer(principal, key=key, fingerprint=self._fingerprint(), at=now())
            if claim.answer:
                self.headers["Idempotent-Replayed"] = "true"
                return _json(*claim.answer)
            response = self._written(handler(self.request, *self.args, **self.kwargs))
            keep_answer(
                claim,
                merchant_id=principal.merchant.pk,
                status=response.status_code,
                body=response.content.decode(),
            )
        return response

    def _sent(self) -> Any:
        # Django looks at the length of a body only where it is read as one.
        if self.request._request.body and not self.request.content_type:
            raise BadRequest(_("Say Content-Type: application/json."))
        return self.request.data

    def _fingerprint(self) -> str:
        sent = json.dumps(self._sent(), sort_keys=True)
        return sha256(f"{self.request.get_full_path()}\n{sent}".encode()).hexdigest()

    def _written(self, response: Response) -> HttpResponse:
        written = _json(response.status_code, response.data)
        for name, value in response.headers.items():
            if name != "Content-Type":
                written.headers[name] = value
        return written

    def _note(self, status: int, milliseconds: int, at: Any) -> None:
        """One line in the merchant's request log; nobody is refused an answer because it could not be written."""
        if self.principal is None:
            return
        auth = self.request.auth
        try:
            log_request(
                self.principal,
                key=auth if isinstance(auth, ApiKey) else None,
                method=self.request.method or "",
                path=self.request.path,
                status=status,
                milliseconds=milliseconds,
                request_id=UUID(self.request._request.request_id),  # type: ignore[attr-defined]  # the middleware's
                at=at,
            )
        except DatabaseError:
            log.exception("The request log could not be written.")


def _checked(shape: type[Serializer[Any]], said: Any) -> dict[str, Any]:
    values: dict[str, Any] = _checker(shape, get_language()).run_validation(said)
    return values


@cache
def _checker(shape: type[Serializer[Any]], _language: str) -> Serializer[Any]:
    # One for each language: what its fields say of a fault is put into words once.
    return shape()


def _json(status: int, body: Any) -> HttpResponse:
    content = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(content, status=status, content_type="application/json")
