"""OAuth as one merchant gives it: django-oauth-toolkit's models, bound to an installation of theirs."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from loyalty.merchants.models import Merchant


class Named(models.Model):
    class Meta:
        abstract = True

    def __str__(self) -> str:
        # The toolkit would show the token itself.
        return f"{type(self).__name__} {self.pk}"


class OfInstallation(Named):
    """Nothing is given but by a merchant, to an app of theirs; a composite key holds that both agree."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="+")
    installation = models.ForeignKey(
        "apps_marketplace.Installation", models.CASCADE, related_name="+", db_constraint=False
    )

    class Meta:
        abstract = True


class OfMerchant(Named):
    merchant = models.ForeignKey(Merchant, models.CASCADE, null=True, related_name="+")

    class Meta:
        abstract = True


class Application(AbstractApplication):
    """What an app is to OAuth. Its secret is kept as a SHA-256 hash; the one before it works for a while longer.

    An app written for Smile sends no PKCE and asks for no new token: staff may exempt it from both, and the
    merchant is told.
    """

    is_pkce_exempt = models.BooleanField(
        _("an old Smile client, without PKCE"), default=False, db_default=False
    )
    secret_hint = models.CharField(max_length=4, blank=True, db_default="")
    secret_made_at = models.DateTimeField(null=True)
    previous_secret = models.CharField(max_length=64, blank=True, db_default="")
    previous_secret_until = models.DateTimeField(null=True)

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"

    @property
    def default_redirect_uri(self) -> str:
        """Where an app is led that does not say where: the first address that it registered."""
        return str(self.redirect_uris.split()[0])


class Grant(OfInstallation, AbstractGrant):
    """A code, hashed. It stays for a day after its use, so that a second use is known for what it is."""

    family = models.UUIDField(default=uuid.uuid4)
    used_at = models.DateTimeField(null=True)

    class Meta(AbstractGrant.Meta):
        swappable = "OAUTH2_PROVIDER_GRANT_MODEL"


class AccessToken(OfInstallation, AbstractAccessToken):
    class Meta(AbstractAccessToken.Meta):
        swappable = "OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL"


class RefreshToken(OfInstallation, AbstractRefreshToken):
    """`scope` is what the merchant granted; the access token that also says so is gone after its hour."""

    scope = models.TextField(blank=True)
    token_family = models.UUIDField(editable=False)

    class Meta(AbstractRefreshToken.Meta):
        swappable = "OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL"
        constraints = [
            # A code and a refresh token become tokens once: of what came of one consent, one is alive.
            models.UniqueConstraint(
                fields=["token_family"], condition=Q(revoked=None), name="one_live_refresh_token"
            )
        ]


class IDToken(OfMerchant, AbstractIDToken):
    class Meta(AbstractIDToken.Meta):
        swappable = "OAUTH2_PROVIDER_ID_TOKEN_MODEL"


class DeviceGrant(OfMerchant, AbstractDeviceGrant):
    class Meta(AbstractDeviceGrant.Meta):
        swappable = "OAUTH2_PROVIDER_DEVICE_GRANT_MODEL"
