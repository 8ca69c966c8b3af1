"""Post House: an app of kind credentials that is only in tests, where it stands in the registry for a while."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from apps_marketplace.connectors import CONNECTORS, ChecksSettings, Connector, SettingsRefused
from apps_marketplace.models import Approval, Category
from apps_marketplace.snapshots import AppKind, Setting, SettingKind

POST_HOUSE = "post-house"
RIGHT = "a password that works"


class PostHouse(Connector, ChecksSettings):
    """It takes one password, and says at which field something is wrong."""

    slug = POST_HOUSE
    name = "Post House"
    kind = AppKind.CREDENTIALS
    category = Category.EMAIL
    scopes = ("customer:read",)
    approval = Approval.NEVER
    settings = (
        Setting(name="email", label="API user", kind=SettingKind.EMAIL),
        Setting(name="password", label="Password", kind=SettingKind.SECRET),
        Setting(name="region", label="Region", kind=SettingKind.CHOICE, choices=(("eu", "EU"), ("us", "US"))),
        Setting(name="note", label="Note", is_required=False),
        Setting(name="is_eager", label="Send at once", kind=SettingKind.SWITCH),
    )

    def check(self, settings: Mapping[str, Any]) -> None:
        if settings["region"] == "us":
            raise SettingsRefused("Post House does not answer at present. Try again in a minute.")
        if settings["password"] != RIGHT:
            raise SettingsRefused("Post House does not know this user with this password.", field="password")


@contextmanager
def offered(*connectors: type[Connector]) -> Iterator[None]:
    """As long as this is open they are in the registry, as if each had its line there."""
    before = dict(CONNECTORS)
    CONNECTORS.update({one.slug: one for one in connectors})
    try:
        yield
    finally:
        CONNECTORS.clear()
        CONNECTORS.update(before)
