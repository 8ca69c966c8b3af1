"""What every kind of file that a person brings has in common."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class ImportPhase(models.TextChoices):
    UPLOADED = "uploaded", _("Not checked yet")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", _("Imported")
    WITHDRAWING = "withdrawing", _("Being taken back")
    WITHDRAWN = "withdrawn", _("Taken back")


# What may follow what. A check or an import whose job was stopped goes on in its own phase, or is left for another.
MOVES: dict[ImportPhase, frozenset[ImportPhase]] = {
    ImportPhase.UPLOADED: frozenset({ImportPhase.CHECKING, ImportPhase.IMPORTING}),
    ImportPhase.CHECKING: frozenset({ImportPhase.CHECKED, ImportPhase.CHECKING}),
    ImportPhase.CHECKED: frozenset({ImportPhase.CHECKING, ImportPhase.IMPORTING}),
    ImportPhase.IMPORTING: frozenset({ImportPhase.IMPORTING, ImportPhase.IMPORTED, ImportPhase.WITHDRAWING}),
    ImportPhase.IMPORTED: frozenset({ImportPhase.WITHDRAWING}),
    ImportPhase.WITHDRAWING: frozenset({ImportPhase.WITHDRAWING, ImportPhase.WITHDRAWN}),
    ImportPhase.WITHDRAWN: frozenset({ImportPhase.IMPORTING}),
}


def phases_before(phase: ImportPhase) -> list[ImportPhase]:
    """The phases from which an import may move to this one."""
    return [before for before, after in MOVES.items() if phase in after]


class FileImport(models.Model):
    """One file. `reading` says which column is what; `offset` and `line` how far the running phase has come.

    `expected` is what the check found that the file will do, `outcome` what the import has done so far. Every kind
    of file has its pieces as `parts`.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    file_name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    reading = models.JSONField(default=dict)
    phase = models.CharField(max_length=11, choices=ImportPhase, default=ImportPhase.UPLOADED)
    runs = models.PositiveIntegerField(default=0)
    job_id = models.BigIntegerField(null=True)
    offset = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    expected = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)

    # What starts the work of each phase.
    JOBS: ClassVar[dict[ImportPhase, str]]
    merchant_id: int
    author_id: int | None
    parts: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name


class FilePart(models.Model):
    """A piece of the file as UTF-8. All but the last are `PART_BYTES` long, so an offset tells the number."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True
