"""Answers that the OAuth pages share."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from oauthlib.oauth2 import OAuth2Error

from apps_marketplace.oauth.adapters.server import Answer
from apps_marketplace.oauth.snapshots import Asked

LOOPBACK = ["http://127.0.0.1:*", "http://localhost:*"]


def issuer(request: HttpRequest) -> str:
    """Who we are to apps: this installation's address without a path (RFC 8414 and 9207)."""
    return request.build_absolute_uri("/").rstrip("/")


def way_back(request: HttpRequest, redirect_uri: str, *, state: str, **answer: str) -> str:
    """The app's address with our answer. `iss` tells an app of several providers which of them answers."""
    answer |= {"state": state} if state else {}
    separator = "&" if "?" in redirect_uri else "?"
    return f"{redirect_uri}{separator}{urlencode(answer | {'iss': issuer(request)})}"


def lead_back(address: str) -> HttpResponse:
    """Away to the app, by GET whatever came before, and kept nowhere."""
    return _kept_nowhere(HttpResponseRedirect(address, status=303))


def refuse_to_app(request: HttpRequest, error: OAuth2Error) -> HttpResponse:
    """Back to the app with what is wrong with its request."""
    answer = {"error": error.error, "error_description": error.description or ""}
    told = {name: text for name, text in answer.items() if text}
    return lead_back(way_back(request, error.redirect_uri, state=error.state or "", **told))


def allow_form_to_lead_away(response: HttpResponse, asked: Asked) -> HttpResponse:
    """Chromium holds a form to its page's policy on every redirect that follows, those of the app's own servers, too.

    Where the app leads on to is not known, so any host by HTTPS is allowed; a developer's own machine does without.
    """
    beyond = ["https:"] if urlsplit(asked.redirect_uri).scheme == "https" else LOOPBACK
    response._csp_update = {"form-action": beyond}  # type: ignore[attr-defined]  # django-csp reads it
    return _kept_nowhere(response)


def answer_client(answer: Answer) -> HttpResponse:
    """What oauthlib answers a client."""
    headers, body, status = answer
    response = HttpResponse(body, status=status, content_type="application/json")
    for name, text in headers.items():
        response[name] = text
    return _challenged(_kept_nowhere(response))


def refuse_client(error: OAuth2Error) -> HttpResponse:
    """What is wrong with a client's request, as RFC 6749 section 5.2 has it."""
    told = dict(error.twotuples)
    return _challenged(_kept_nowhere(JsonResponse(told, status=error.status_code)))


def _challenged(response: HttpResponse) -> HttpResponse:
    if response.status_code == 401:
        # oauthlib would say Bearer; clients prove themselves by Basic.
        response["WWW-Authenticate"] = 'Basic realm="oauth2"'
    return response


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response
