"""What the merchant's own programs prove themselves with. Of a key only its hash is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.database.secrets import EncryptedTextField
from loyalty.merchants.models.merchants import Merchant
from loyalty.merchants.scopes import Scope


class KeyKind(models.TextChoices):
    SECRET = "api", _("Secret key")
    PUBLISHABLE = "pub", _("Publishable key")


class ApiKey(models.Model):
    """`shown` are the key's first characters, by which people recognise it; `hash` is the SHA-256 of all of it."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    kind = models.CharField(max_length=3, choices=KeyKind, default=KeyKind.SECRET)
    name = models.CharField(_("name"), max_length=100)
    shown = models.CharField(max_length=8)
    hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="api_key_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "hash"], name="api_key_once"),
            models.CheckConstraint(condition=Q(hash__regex="^[0-9a-f]{64}$"), name="api_key_is_hashed"),
        ]
        # A caller says the key and nothing of the merchant.
        indexes = [models.Index(fields=["hash"], name="api_key_by_hash")]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown}…)"

    @property
    def labels(self) -> list[str]:
        """What it may do, in words."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope]


class SigningKey(models.Model):
    """What the merchant's shop signs shoppers' tokens with; `kid` names it in a token's header.

    The secret is needed again for every token that comes, so it is sealed, not hashed.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    kid = models.CharField(max_length=20)
    secret = EncryptedTextField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="signing_key_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "kid"], name="signing_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.kid})"
