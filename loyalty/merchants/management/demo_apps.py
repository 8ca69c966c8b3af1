"""The apps of the demo shop, and the staff who approve them."""

from datetime import datetime

from apps_marketplace.actions import approve_install, begin_authorizing, connect_app, request_install
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

STAFF_EMAIL = "greta@example.com"
STAFF_PASSWORD = "demo-greta-grin"  # noqa: S105 -- the demo's sign-in is printed where it is made


def install_apps(merchant: Merchant, *, by: User, at: datetime) -> None:
    """CM Commerce, approved by Greta of the staff and connected."""
    staff = User.objects.create_user(STAFF_EMAIL, STAFF_PASSWORD, name="Greta Grind", is_staff=True)
    reviews = request_install(merchant, app="cm-commerce", by=by, at=at)
    approve_install(reviews, by=staff, at=at, note="Welcome! Reviews are counted once for each order.")
    begin_authorizing(reviews, by=by, at=at)
    connect_app(merchant, app="cm-commerce", scopes=["customer:read", "activity:write"], at=at)
