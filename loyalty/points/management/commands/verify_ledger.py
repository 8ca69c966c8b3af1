"""Does every stored sum say what the ledger says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from loyalty.merchants.models import Merchant
from loyalty.points.queries import find_differences


class Command(BaseCommand):
    help = (
        "Recompute all balances, pending and lifetime points and the balance after each entry, and name every"
        " difference. Changes nothing; ends with status 1 when something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--merchant", type=int, metavar="ID", help="this merchant alone")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        merchant: int | None = options["merchant"]
        if merchant is not None and not Merchant.objects.filter(pk=merchant).exists():
            raise CommandError(f"There is no merchant {merchant}.", returncode=2)
        found = 0
        for found, difference in enumerate(find_differences(merchant), start=1):  # noqa: B007 -- the count is used
            self.stdout.write(str(difference))
        if found:
            raise CommandError(f"{found} differences from the ledger.", returncode=1)
        self.stdout.write("Every sum is what the ledger says.")
