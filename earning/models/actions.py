"""Actions that are a merchant's own: those they name, and those that installed apps bring."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5, Concat, Substr
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

PLAIN_NAME = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
# What a token of the API looks like: the same for an app's action at every merchant.
TOKEN_START, TOKEN_DIGITS = "activity_", 24


def _activity_token() -> "models.GeneratedField":
    """`activity_` and digits that come of the action's own `token`: what the API calls it, besides that."""
    return models.GeneratedField(
        expression=Concat(models.Value(TOKEN_START), Substr(MD5("token"), 1, TOKEN_DIGITS)),
        output_field=models.CharField(max_length=len(TOKEN_START) + TOKEN_DIGITS),
        db_persist=True,
    )


class CustomAction(models.Model):
    """Something that a merchant's own site reports by its `token`. An archived one gives nothing until restored."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=60)
    token = models.CharField(_("token"), max_length=60, validators=[RegexValidator(rf"\A{PLAIN_NAME}\Z")])
    activity_token = _activity_token()
    text_before = models.CharField(max_length=120, blank=True)
    text_after = models.CharField(max_length=120, blank=True)
    link = models.URLField(max_length=500, blank=True)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="custom_action_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "token"], name="custom_action_token_once"),
            models.CheckConstraint(
                condition=Q(token__regex=rf"^{PLAIN_NAME}$"), name="custom_action_token_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        """Whether it gives nothing, and nothing new can be made of it."""
        return self.archived_at is not None


class BroughtAction(models.Model):
    """An action that an app brings; without the app its rules give nothing. `texts` are by language.

    `source` is the app's slug. Each language has a `name`, an `explanation`, and the texts `before` and `after`.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    source = models.CharField(max_length=60)
    token = models.CharField(max_length=80)
    activity_token = _activity_token()
    texts = models.JSONField()
    icon = models.CharField(max_length=40)
    unit = models.CharField(max_length=8)
    is_available = models.BooleanField(default=True, db_default=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="brought_action_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "token"], name="action_brought_once"),
        ]

    def __str__(self) -> str:
        return self.token
