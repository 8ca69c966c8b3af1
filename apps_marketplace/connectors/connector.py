"""The facts of a provider: what it is called, what it asks for, and what it brings."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django_stubs_ext import StrOrPromise

from apps_marketplace.models import Approval, Category
from apps_marketplace.snapshots import AppKind, AppVersion, CustomerProperty, Setting, Shot
from earning.catalogue import EarningAction
from loyalty.errors import Refused


class Connector:
    """One provider. `slug` names its installations and, with underscores, its folder here.

    What the other facts mean stands at `AppFacts`. What it can do beside that are the classes below.
    """

    slug: ClassVar[str]
    name: ClassVar[str]
    kind: ClassVar[AppKind]
    category: ClassVar[Category]
    tagline: ClassVar[StrOrPromise] = ""
    description: ClassVar[StrOrPromise] = ""
    logo: ClassVar[str] = ""
    scopes: ClassVar[tuple[str, ...]] = ()
    approval: ClassVar[Approval] = Approval.PRIVILEGED
    is_paid_only: ClassVar[bool] = True
    actions: ClassVar[tuple[EarningAction, ...]] = ()
    properties: ClassVar[tuple[CustomerProperty, ...]] = ()
    screenshots: ClassVar[tuple[Shot, ...]] = ()
    steps: ClassVar[tuple[StrOrPromise, ...]] = ()
    settings: ClassVar[tuple[Setting, ...]] = ()
    support: ClassVar[str] = ""
    versions: ClassVar[tuple[AppVersion, ...]] = ()
    clears_on_removal: ClassVar[bool] = False


class SettingsRefused(Refused):
    """`sentence` says how to mend it, `field` names the setting; without one it is about all of them."""

    code = "settings_refused"
    message = "%(sentence)s"

    def __init__(self, sentence: StrOrPromise, *, field: str = "") -> None:
        super().__init__(sentence=sentence, field=field)
        self.field = field


class ChecksSettings(ABC):
    """It can say whether settings work before they are saved."""

    @abstractmethod
    def check(self, settings: Mapping[str, Any]) -> None:
        """Refuses (`SettingsRefused`) what the provider does not take. `settings` has the secrets, too."""
