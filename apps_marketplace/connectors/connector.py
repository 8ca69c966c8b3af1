"""The facts of a provider: what it is called, what it asks for, and what it brings."""

from typing import ClassVar

from django.forms import Form
from django_stubs_ext import StrOrPromise

from apps_marketplace.models import Approval, Category
from apps_marketplace.snapshots import AppKind, AppVersion, CustomerProperty, Shot
from earning.catalogue import EarningAction


class Connector:
    """One provider. `slug` names its installations and, with underscores, its folder here.

    What the other facts mean stands at `AppFacts`. `settings_form` is what a merchant may set once it is connected.
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
    support: ClassVar[str] = ""
    versions: ClassVar[tuple[AppVersion, ...]] = ()
    settings_form: ClassVar[type[Form] | None] = None
