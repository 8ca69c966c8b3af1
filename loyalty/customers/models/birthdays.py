"""How far a merchant's birthdays have been kept."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class BirthdayCalendar(models.Model):
    """`day` is the local day whose birthdays come next; of those, the customers up to `after_id` have had theirs."""

    merchant = models.OneToOneField(Merchant, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    after_id = models.BigIntegerField(default=0)

    objects = ScopedManager(merchant="merchant")

    def __str__(self) -> str:
        return str(self.day)
