"""What a merchant tells an app that nobody may read again."""

from django.db import models
from django_scopes import ScopedManager

from apps_marketplace.models.installations import Installation
from loyalty.database.secrets import EncryptedTextField
from loyalty.merchants.models import Merchant


class InstallationSecret(models.Model):
    """A password or key of the merchant's at the app's provider. It goes when the app is removed."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    installation = models.ForeignKey(
        Installation, models.CASCADE, related_name="secrets", db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=40)
    value = EncryptedTextField()
    saved_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "installation", "name"], name="secret_kept_once"),
        ]

    def __str__(self) -> str:
        return self.name
