"""Apps that were registered without code, and what was settled here about those that are code."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps_marketplace.models.authorizations import Application
from loyalty.database.secrets import EncryptedTextField
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

# As long as the names of sources on activities, webhooks and audit rows, which an app's becomes.
LONGEST_SLUG = 40
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class Category(models.TextChoices):
    REVIEWS = "reviews", _("Reviews")
    EMAIL = "email", _("E-mail marketing")
    SHOPS = "shops", _("Shops")
    HELP_DESK = "help_desk", _("Help desk")
    CUSTOM = "custom", _("Custom")


class Approval(models.TextChoices):
    """Which installs the installation's staff look at first."""

    NEVER = "never", _("Nobody needs to approve it")
    PRIVILEGED = "privileged", _("Staff approve it if it may change points, orders or rules")
    ALWAYS = "always", _("Staff approve every install")


class AppState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("app", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("app", "In review")
    LISTED = "listed", pgettext_lazy("app", "Listed")
    WITHDRAWN = "withdrawn", pgettext_lazy("app", "Withdrawn")


# A developer writes a draft, staff list it or hand it back.
APP_MOVES: dict[str, frozenset[str]] = {
    AppState.DRAFT: frozenset({AppState.IN_REVIEW, AppState.LISTED}),
    AppState.IN_REVIEW: frozenset({AppState.DRAFT, AppState.LISTED}),
    AppState.LISTED: frozenset({AppState.WITHDRAWN}),
    AppState.WITHDRAWN: frozenset({AppState.LISTED}),
}


class App(models.Model):
    """An app of somebody else, or the row of a manifest of ours: then what the manifest says counts before it.

    `activity_types` are dicts of `key`, `name`, `before`, `after` and `unit` (order, product, review). `developer` is
    the merchant whose developer submitted it, `review_note` what staff answered. `start_url` is where merchants are
    led to authorize it: the app asks for consent from there, with a challenge of its own. The redirect addresses
    stand on its `application`. `clears_on_removal` if it deletes what it holds for a shop that removes it and asks.
    """

    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True, validators=[RegexValidator(rf"\A{SLUG}\Z")])
    name = models.CharField(_("name"), max_length=60)
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    category = models.CharField(_("category"), max_length=10, choices=Category, default=Category.CUSTOM)
    support = models.EmailField(_("support address"), blank=True)
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=20, blank=True)
    scopes = models.JSONField(default=list)
    activity_types = models.JSONField(default=list)
    start_url = models.URLField(_("start address"), max_length=500, blank=True, db_default="")
    webhook_url = models.URLField(_("webhook address"), max_length=500, blank=True)
    webhook_secret = EncryptedTextField(blank=True, default="")
    approval = models.CharField(_("approval"), max_length=10, choices=Approval, default=Approval.PRIVILEGED)
    clears_on_removal = models.BooleanField(
        _("deletes what it holds when asked"), default=False, db_default=False
    )
    is_paid_only = models.BooleanField(_("for paid plans only"), default=True)
    state = models.CharField(max_length=9, choices=AppState, default=AppState.DRAFT)
    review_note = models.CharField(max_length=500, blank=True)
    developer = models.ForeignKey(Merchant, models.PROTECT, null=True, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="app")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=f"^{SLUG}$"), name="app_slug_is_plain"),
            models.CheckConstraint(condition=Q(state__in=AppState.values), name="app_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class AppChange(models.Model):
    """Who changed what of an app, for every merchant at once; rows can never be altered."""

    app = models.ForeignKey(App, models.PROTECT, related_name="changes")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.action} {self.app_id}"
