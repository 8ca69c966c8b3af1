"""Transfers of django-hordak between random accounts. Runs in an environment of its own."""

import os
import random

import django
from django.conf import settings
from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict
from turns import take_turns

ACCOUNTS = 1000

address = conninfo_to_dict(os.environ["DATABASE_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": address["dbname"],
            "USER": address["user"],
            "HOST": address["host"],
            "OPTIONS": {"prepare_threshold": 5},
        }
    },
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SECRET_KEY="measuring",
    USE_TZ=True,
    DEFAULT_CURRENCY="USD",
    CURRENCIES=["USD"],
)
django.setup()
call_command("migrate", verbosity=0)

from hordak.models import Account, AccountType
from moneyed import Money

accounts = [
    Account.objects.create(name=f"Account {n}", code=f"{n:04}", type=AccountType.asset, currencies=["USD"])
    for n in range(ACCOUNTS)
]
amount = Money(1, "USD")


def transfer_one() -> int:
    giver, taker = random.sample(accounts, 2)
    giver.transfer_to(taker, amount, description="Order 1001")
    return 1


take_turns(transfer_one)
