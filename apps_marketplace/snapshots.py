"""One shape for every app, whether a manifest or a registered row says what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from apps_marketplace.models import Approval, Category
from earning.catalogue import EarningAction


class AppKind(models.TextChoices):
    """How an app and the merchant get to know each other."""

    OAUTH = "oauth", pgettext_lazy("app", "It asks for your consent")
    CREDENTIALS = "credentials", pgettext_lazy("app", "You enter a user and a password")
    KEYS = "keys", pgettext_lazy("app", "You enter a key")


class SettingKind(StrEnum):
    """What is typed. A secret is kept sealed and never shown again."""

    TEXT = "text"
    EMAIL = "email"
    SECRET = "secret"  # noqa: S105 -- a kind, not a password
    CHOICE = "choice"
    SWITCH = "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that a merchant tells the app; `choices` are values with their labels."""

    name: str
    label: StrOrPromise
    help: StrOrPromise = ""
    kind: SettingKind = SettingKind.TEXT
    is_required: bool = True
    choices: tuple[tuple[str, StrOrPromise], ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerProperty:
    """Something about customers that the app shows in its own editor."""

    name: StrOrPromise
    explanation: StrOrPromise


@dataclass(frozen=True, slots=True)
class AppVersion:
    """What was new in the app, and since which day."""

    number: str
    on: date
    text: StrOrPromise


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the app at work: the path of a static file, and what is to be seen on it."""

    path: str
    alt: StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFacts:
    """What an app is, asks for and brings. `logo` is the path of a static file, `icon` stands where there is none.

    `screenshots` are those of a manifest, `steps` what a merchant does to set it up, each a sentence, `settings` what
    they tell it. `start_url` is where the app begins to ask for consent, `application_id` its OAuth client, once there
    is one; `is_listed` if it may be installed, `is_manifest` if a connector of ours says all this.
    `clears_on_removal` if it deletes the customer data it holds when a shop that removes it asks for that.
    """

    slug: str
    name: str
    kind: AppKind
    category: Category
    tagline: StrOrPromise = ""
    description: StrOrPromise = ""
    logo: str = ""
    icon: str = "puzzle"
    has_own_logo: bool = False
    scopes: tuple[str, ...] = ()
    approval: Approval = Approval.PRIVILEGED
    is_paid_only: bool = True
    actions: tuple[EarningAction, ...] = ()
    properties: tuple[CustomerProperty, ...] = ()
    screenshots: tuple[Shot, ...] = ()
    steps: tuple[StrOrPromise, ...] = ()
    settings: tuple[Setting, ...] = ()
    support: str = ""
    versions: tuple[AppVersion, ...] = ()
    start_url: str = ""
    webhook_url: str = ""
    application_id: int | None = None
    is_listed: bool = True
    is_manifest: bool = False
    clears_on_removal: bool = False

    @property
    def needs_client(self) -> bool:
        """Whether it cannot be authorized yet, as staff have not registered its OAuth client."""
        return self.kind == AppKind.OAUTH and self.application_id is None

    @property
    def asks_consent(self) -> bool:
        """Whether it is authorized by OAuth; any other works once it was told its settings."""
        return self.kind == AppKind.OAUTH

    @property
    def can_clear(self) -> bool:
        """Whether a shop may ask it to: it would, and there is an address at which it is told."""
        return self.clears_on_removal and bool(self.webhook_url)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of those settings that nobody may read again."""
        return tuple(one.name for one in self.settings if one.kind == SettingKind.SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotTerms:
    """A picture to be added, or `kept`: the id of one that is there and stays. `picture` is as an app's `logo`."""

    alt: str
    kept: int | None = None
    picture: tuple[bytes, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppTerms:
    """What somebody writes of an app without code. `logo` and `screenshots` are None where they stay as they are.

    `activity_types` are those of the model; `logo` is the picture's bytes and its kind, such as `image/png`.
    """

    name: str
    tagline: str = ""
    description: str = ""
    category: str = Category.CUSTOM
    support: str = ""
    logo: tuple[bytes, str] | None = None
    screenshots: tuple[ScreenshotTerms, ...] | None = None
    scopes: tuple[str, ...] = ()
    activity_types: tuple[Mapping[str, str], ...] = ()
    redirect_uris: tuple[str, ...] = ()
    start_url: str = ""
    webhook_url: str = ""
    clears_on_removal: bool = False
