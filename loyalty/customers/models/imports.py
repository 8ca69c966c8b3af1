"""Files about customers: points, birthdays and the like, and what became of every row."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models.customers import Customer
from loyalty.files.models import FileImport, FilePart, ImportPhase
from loyalty.merchants.models import Merchant


class ImportKind(models.TextChoices):
    POINTS = "points", _("Points")
    BIRTHDAYS = "birthdays", _("Birthdays")
    CUSTOMERS = "customers", _("Customers")
    TIERS = "tiers", _("VIP tiers")


class Result(models.TextChoices):
    APPLIED = "applied", _("Applied")
    UNCHANGED = "unchanged", _("Nothing to change")
    REFUSED = "refused", _("Left out")


class ImportBatch(models.Model):
    """What is never imported twice: a row counts once for each customer, however many files bring it."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=9, choices=ImportKind)
    key = models.CharField(max_length=200)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="import_batch_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "kind", "key"], name="import_batch_known_once"),
        ]

    def __str__(self) -> str:
        return self.key


class CustomerImport(FileImport):
    """`expected` and `outcome` count the rows by what became of them, and the points that moved."""

    kind = models.CharField(max_length=9, choices=ImportKind)
    batch = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        related_name="imports",
        db_constraint=False,
        db_index=False,
    )

    objects = ScopedManager(merchant="merchant")

    JOBS = {
        ImportPhase.CHECKING: "customers.check_import",
        ImportPhase.IMPORTING: "customers.run_import",
        ImportPhase.WITHDRAWING: "customers.withdraw_import",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "id"], name="customer_import_of_merchant")]


class CustomerImportPart(FilePart):
    customer_import = models.ForeignKey(
        CustomerImport, models.CASCADE, related_name="parts", db_constraint=False, db_index=False
    )

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "customer_import", "number"], name="customer_import_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_import_id}/{self.number}"


class CustomerImportRow(models.Model):
    """What became of one row: `before` and `after` are what it changed, `seen` is what stood in a refused one.

    `is_in_effect` from when it is imported until it is taken back; what a check says of it never is.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    customer_import = models.ForeignKey(
        CustomerImport, models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    line = models.PositiveBigIntegerField()
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    person = models.CharField(max_length=254, blank=True)
    result = models.CharField(max_length=9, choices=Result)
    code = models.CharField(max_length=30, blank=True)
    field = models.CharField(max_length=20, blank=True)
    seen = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_in_effect = models.BooleanField(default=False)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "customer_import", "line"], name="import_row_reported_once"
            ),
            models.UniqueConstraint(
                fields=["merchant", "batch", "customer"],
                condition=Q(is_in_effect=True),
                name="import_row_counts_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["merchant", "customer"],
                name="import_rows_of_customer",
                condition=Q(customer__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.result}"
