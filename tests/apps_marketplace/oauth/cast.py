"""An app of somebody else, its server, and the browser of a merchant who connects it."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from django_scopes import scope

from apps_marketplace.models import App, Application, Approval, Installation
from apps_marketplace.oauth.actions import register_client
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from tests.apps_marketplace.cast import make_app, make_paying_merchant
from tests.cast import MONDAY, make_user, sign_in

CALLBACK = "https://starry.example.com/callback"
# Of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@dataclass(frozen=True)
class Starry:
    """A review app. `server` is what its own machines call with; browsers belong to people."""

    app: App
    application: Application
    secret: str
    server: Client = field(default_factory=Client)

    def address(self, **changed: str | None) -> str:
        """Where it sends people. A parameter that is None is left out."""
        asked = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": CALLBACK,
            "state": "a-state",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        given = {name: text for name, text in {**asked, **changed}.items() if text is not None}
        return f"/oauth2/authorize?{urlencode(given)}"

    def code(self, browser: Client, merchant: Merchant, **changed: str | None) -> str:
        """The code that it gets when the person agrees."""
        answer = browser.post(self.address(**changed), {"merchant": merchant.pk})
        return answered(answer)["code"]

    def exchange(self, code: str, **changed: str | None) -> Any:
        return self.ask(
            grant_type="authorization_code",
            **{"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changed},
        )

    def renew(self, refresh_token: str, **changed: str | None) -> Any:
        return self.ask(grant_type="refresh_token", refresh_token=refresh_token, **changed)

    def ask(self, path: str = "/oauth2/token", /, **told: str | None) -> Any:
        given = {name: text for name, text in told.items() if text is not None}
        return self.server.post(path, given, headers={"Authorization": self.basic})

    def connect(self, browser: Client, merchant: Merchant, **changed: str | None) -> dict[str, Any]:
        """Its tokens, after consent and exchange."""
        tokens: dict[str, Any] = self.exchange(self.code(browser, merchant, **changed)).json()
        return tokens

    @property
    def basic(self) -> str:
        return basic(self.application.client_id, self.secret)


def make_starry(slug: str = "starry", *, is_pkce_exempt: bool = False, **terms: Any) -> Starry:
    """A registered app that nobody has to approve, with its client."""
    application, secret = register_client(
        name=slug, redirect_uris=[CALLBACK], at=MONDAY, is_pkce_exempt=is_pkce_exempt
    )
    app = make_app(slug, application=application, **{"approval": Approval.NEVER, **terms})
    return Starry(app, application, secret)


def make_shop(**terms: Any) -> tuple[Client, Merchant]:
    """Olive's browser, and her shop on a paid plan."""
    return sign_in(Client(), make_user("Olive")), make_paying_merchant(**terms)


def browser_of(user: User) -> Client:
    return sign_in(Client(), user)


def answered(response: Any) -> dict[str, str]:
    """The parameters with which a browser is led back to the app."""
    assert response.status_code == 303, response.content.decode()
    assert response["Location"].startswith(f"{CALLBACK}?"), response["Location"]
    return {name: texts[0] for name, texts in parse_qs(urlsplit(response["Location"]).query).items()}


def installed(merchant: Merchant, app: str = "starry") -> Installation | None:
    with scope(merchant=merchant):
        return Installation.objects.filter(app=app).first()


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def is_worth_something(starry: Starry, token: str) -> bool:
    """Whether introspection calls the token active."""
    return bool(starry.ask("/oauth2/introspect", token=token).json()["active"])
