"""A shop with a history, for a first look."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import now

from loyalty.merchants.management.demo import OWNER_EMAIL, open_shop
from loyalty.team.models import User


class Command(BaseCommand):
    help = (
        "Make the demo shop with customers, rules, orders and refunds; does nothing where it stands already."
    )

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        if not User.objects.filter(email=OWNER_EMAIL).exists():
            open_shop(at=now())
