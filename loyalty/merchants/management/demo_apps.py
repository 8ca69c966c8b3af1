"""The apps of the demo shop, and the staff who approve them."""

from datetime import datetime, timedelta

from apps_marketplace.actions import (
    approve_install,
    begin_authorizing,
    connect_app,
    remove_app,
    request_install,
)
from apps_marketplace.actions.registrations import register_app
from apps_marketplace.actions.reviews import submit_app
from apps_marketplace.models import Category
from apps_marketplace.snapshots import AppTerms
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

STAFF_EMAIL = "greta@example.com"
STAFF_PASSWORD = "demo-greta-grin"  # noqa: S105 -- the demo's sign-in is printed where it is made

TABLE_TALK = AppTerms(
    name="Table Talk",
    tagline="Points beside every conversation with a customer",
    description="A help desk for small shops. Whoever answers sees points and tier, and can say sorry with some.",
    category=Category.HELP_DESK,
    support="hello@table-talk.example.com",
    scopes=("customer:read", "vip_tier:read", "points_transaction:write"),
    redirect_uris=("https://table-talk.example.com/connect/back",),
    start_url="https://table-talk.example.com/connect",
)
ROAST_CLOCK = AppTerms(
    name="Roast Clock",
    tagline="Points for visits to the roastery",
    description="Customers scan a code when they visit the roastery, and each visit earns points.",
    category=Category.CUSTOM,
    support="dev@oak-and-bean.example.com",
    scopes=("customer:read", "activity:write"),
    activity_types=(
        {
            "key": "visit",
            "name": "Visit the roastery",
            "before": "Visit our roastery",
            "after": "You visited our roastery",
            "unit": "review",
        },
    ),
    redirect_uris=("https://roast-clock.example.com/back",),
    start_url="https://roast-clock.example.com/start",
)


def install_apps(merchant: Merchant, *, by: User, opened: datetime, at: datetime) -> None:
    """CM Commerce, approved by Greta of the staff and connected; Table Talk waits; Olive's own app is in review."""
    staff = User.objects.create_user(STAFF_EMAIL, STAFF_PASSWORD, name="Greta Grind", is_staff=True)
    reviews = request_install(merchant, app="cm-commerce", by=by, at=opened)
    approve_install(reviews, by=staff, at=opened, note="Welcome! Reviews are counted once for each order.")
    begin_authorizing(reviews, by=by, at=opened)
    connect_app(merchant, app="cm-commerce", scopes=["customer:read", "activity:write"], at=opened)
    register_app(TABLE_TALK, slug="table-talk", by=staff, at=opened)
    request_install(merchant, app="table-talk", by=by, at=at - timedelta(hours=5))
    own = register_app(ROAST_CLOCK, slug="roast-clock", developer=merchant, by=by, at=at - timedelta(days=3))
    submit_app(own.app, by=by, at=at - timedelta(days=2))


def leave_to_install(merchant: Merchant, *, by: User, at: datetime) -> None:
    """Remove CM Commerce again, so that whoever tries the demo can install it; its rule waits."""
    remove_app(merchant, app="cm-commerce", by=by, at=at)
