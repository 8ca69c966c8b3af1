"""What apps' servers call: RFC 6749, 7009, 7662 and 8414."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from oauthlib.oauth2 import InvalidClientError, InvalidRequestError, OAuth2Error

from apps_marketplace.oauth.adapters.server import answer_revocation, answer_token, client_of
from apps_marketplace.oauth.http import answer_client, issuer, refuse_client
from apps_marketplace.oauth.queries import what_token_says
from apps_marketplace.oauth.views.limits import limited
from loyalty.merchants.scopes import Scope
from loyalty.team.permissions import public

METHODS = ["client_secret_basic", "client_secret_post"]


@csrf_exempt
@require_POST
@public
@limited
def token(request: HttpRequest) -> HttpResponse:
    """A code or a refresh token becomes tokens. What a refusal revoked stays revoked."""
    try:
        with transaction.atomic():
            answer = answer_token(request)
    except OAuth2Error as error:
        return refuse_client(error)
    return answer_client(answer)


@csrf_exempt
@require_POST
@public
@limited
def revoke(request: HttpRequest) -> HttpResponse:
    """A client gives back what it holds; whether it held anything is not said."""
    try:
        with transaction.atomic():
            return answer_client(answer_revocation(request))
    except OAuth2Error as error:
        return refuse_client(error)


@csrf_exempt
@require_POST
@public
@limited
def introspect(request: HttpRequest) -> HttpResponse:
    """What a token of the client's own is worth; another's is worth nothing to it."""
    try:
        client = client_of(request)
        if client is None:
            raise InvalidClientError
        if not (told := request.POST.get("token")):
            raise InvalidRequestError(description="Missing token parameter.")
    except OAuth2Error as error:
        return refuse_client(error)
    response = JsonResponse(what_token_says(told, application=client, at=now()))
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@public
def metadata(request: HttpRequest) -> HttpResponse:
    """Where everything is, for programs."""
    here = issuer(request)
    response = JsonResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/oauth2/authorize",
            "token_endpoint": f"{here}/oauth2/token",
            "revocation_endpoint": f"{here}/oauth2/revoke",
            "introspection_endpoint": f"{here}/oauth2/introspect",
            "scopes_supported": Scope.values,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": METHODS,
            "revocation_endpoint_auth_methods_supported": METHODS,
            "introspection_endpoint_auth_methods_supported": METHODS,
            "authorization_response_iss_parameter_supported": True,
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response
