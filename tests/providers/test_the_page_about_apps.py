"""The app that docs/apps.md writes, run as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from django.utils.timezone import now
from django_scopes import scope
from pytest_django.live_server_helper import LiveServer

from apps_marketplace.models import Approval
from apps_marketplace.oauth.actions import register_client
from loyalty.database.embedded import CHECKOUT
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from tests.apps_marketplace.cast import install_app, make_app, make_paying_merchant
from tests.cast import make_customer, make_rule
from tests.providers.story import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

CALLBACK = "http://localhost:9000/callback"


def program() -> str:
    """The code block of the page."""
    (code,) = re.findall(r"```python\n(.*?)```", (CHECKOUT / "docs" / "apps.md").read_text(), re.DOTALL)
    return str(code)


def make_shop() -> tuple[Merchant, dict[str, str]]:
    """A shop where the app's reviews give points, and what the app is told by its environment."""
    application, secret = register_client(name="Starry", redirect_uris=[CALLBACK], at=now())
    review = {"key": "review", "name": "Write a review", "before": "", "after": "", "unit": "review"}
    make_app("starry", application=application, approval=Approval.NEVER, activity_types=[review])
    merchant = make_paying_merchant()
    install_app(merchant, app="starry")
    make_rule(merchant, action="starry/review", name="Write a review", points=50)
    return merchant, {"CLIENT_ID": application.client_id, "CLIENT_SECRET": secret}


def run_program(folder: Path, platform: str, client: dict[str, str]) -> list[str]:
    """What it says while Olive agrees to it in her browser."""
    (folder / "app.py").write_text(program())
    command, environ = [sys.executable, str(folder / "app.py")], {**os.environ, "GRIN": platform, **client}
    with subprocess.Popen(command, env=environ, stdin=PIPE, stdout=PIPE, text=True) as app:
        assert app.stdout is not None
        olive = signed_in(platform)
        consent = olive.open(app.stdout.readline().strip())
        answers = consent.form("Authorize").values
        agreed = olive.session.post(consent.url, data=answers, allow_redirects=False, timeout=30)
        said, _nothing = app.communicate(agreed.headers["Location"] + "\n", timeout=60)
    assert app.returncode == 0
    return said.splitlines()


def test_the_app_of_the_page_reads_customers_and_earns_them_points(
    live_server: LiveServer, tmp_path: Path
) -> None:
    merchant, client = make_shop()
    ada = make_customer(merchant, points=7)

    customer, activity, scopes = run_program(tmp_path, live_server.url, client)

    assert customer.startswith("ada@example.com 7 http")
    assert activity.startswith("201 ")
    assert set(scopes.split()) == {"customer:read", "activity:write"}
    with scope(merchant=merchant):
        entry = PointsTransaction.objects.filter(customer=ada).latest("pk")
        assert (entry.description, entry.points) == ("Write a review", 50)
