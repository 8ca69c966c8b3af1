"""Files of orders that a merchant brought: what they hold, how they are read, and what became of them."""

from django.db import models
from django_scopes import ScopedManager

from loyalty.files.models import FileImport, FilePart, ImportPhase
from loyalty.merchants.models import Merchant


class OrderImport(FileImport):
    """`expected` and `outcome` are the counts of `loyalty.orders.snapshots.ImportCounts`."""

    objects = ScopedManager(merchant="merchant")

    JOBS = {
        ImportPhase.CHECKING: "orders.check_import",
        ImportPhase.IMPORTING: "orders.run_import",
        ImportPhase.WITHDRAWING: "orders.withdraw_import",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "id"], name="order_import_of_merchant")]


class OrderImportPart(FilePart):
    order_import = models.ForeignKey(
        OrderImport, models.CASCADE, related_name="parts", db_constraint=False, db_index=False
    )

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "order_import", "number"], name="order_import_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_import_id}/{self.number}"


class OrderImportProblem(models.Model):
    """A row that is left out: `code` names the sentence, `field` and `seen` what it is about."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    order_import = models.ForeignKey(
        OrderImport, models.CASCADE, related_name="problems", db_constraint=False, db_index=False
    )
    line = models.PositiveBigIntegerField()
    order_name = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=30)
    field = models.CharField(max_length=20, blank=True)
    seen = models.CharField(max_length=200, blank=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "order_import", "line"], name="order_import_problem_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"
