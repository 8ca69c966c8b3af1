"""What reports on files of orders say of people."""

from collections.abc import Iterable

from loyalty.orders.models import OrderImportProblem


def blank_problems(addresses: Iterable[str]) -> None:
    """What stood in rows that were left out is gone where it names one of these addresses."""
    for address in addresses:
        OrderImportProblem.objects.filter(seen__icontains=address).update(seen="")
