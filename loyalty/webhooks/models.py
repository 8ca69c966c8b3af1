"""Endpoints that a merchant registers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Endpoint(models.Model):
    merchant = models.ForeignKey(Merchant, models.CASCADE)
    url = models.URLField(_("address"), max_length=500)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "url"], name="endpoint_registered_once")]

    def __str__(self) -> str:
        return self.url
