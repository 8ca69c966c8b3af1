"""Customers."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

# The words of a name as the search box looks for them; the index holds the same expression.
WORDS = SearchVector("first_name", "last_name", config="simple")

# A leap year, so that 29 February is a date in it.
UNKNOWN_YEAR = 1004
# 315 is 15 March, whatever the year; the index holds the same expression.
DAY_OF_YEAR = ExtractMonth("birthday") * 100 + ExtractDay("birthday")


class NewReferralCode(Func):
    """Fourteen random hexadecimal digits, which the database draws: 56 bits."""

    template = "right(replace(gen_random_uuid()::text, '-', ''), 14)"
    output_field = models.CharField()


class CustomerState(models.TextChoices):
    CANDIDATE = "candidate", _("Guest")
    MEMBER = "member", _("Member")
    DISABLED = "disabled", _("Excluded")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def present(self) -> "CustomerQuerySet":
        """Those who were neither erased nor merged into somebody else."""
        return self.filter(erased_at=None, merged_into=None)

    def members(self) -> "CustomerQuerySet":
        return self.filter(state=CustomerState.MEMBER)

    def guests(self) -> "CustomerQuerySet":
        return self.filter(state=CustomerState.CANDIDATE)

    def excluded(self) -> "CustomerQuerySet":
        return self.present().filter(state=CustomerState.DISABLED)


class Customer(models.Model):
    """`email` is as the customer wrote it; `email_key` is what makes two spellings the same person.

    `birthday` has the year `UNKNOWN_YEAR` where nobody said it. `returned_at` is when they were last let back into
    the programme. `language` is as the shop says it, such as `sv` or `pt-BR`. `referral_code` is what friends follow.

    Whoever was merged keeps their row and address, which lead to `merged_into`: never to another who was merged. Of
    whoever was erased only the row is left, for the sums.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, null=True)  # noqa: DJ001 -- unique where known
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    state = models.CharField(max_length=9, choices=CustomerState, default=CustomerState.MEMBER)
    joined_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    birthday = models.DateField(_("birthday"), null=True)
    birthday_changed_at = models.DateTimeField(null=True)
    language = models.CharField(_("language"), max_length=12, blank=True, db_default="")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", db_constraint=False, db_index=False
    )
    erased_at = models.DateTimeField(null=True)
    referral_code = models.CharField(max_length=14, db_default=NewReferralCode())
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(CustomerQuerySet), merchant="merchant"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="customer_of_merchant"),
            # Of some rows only, so that it is no key: who forgets an address waits for nobody who points here.
            models.UniqueConstraint(
                fields=["merchant", "email_key"],
                condition=Q(email_key__isnull=False),
                name="customer_email_once",
            ),
            models.UniqueConstraint(fields=["merchant", "referral_code"], name="referral_code_once"),
            models.CheckConstraint(
                condition=~Q(state=CustomerState.MEMBER) | Q(joined_at__isnull=False),
                name="member_has_joined",
            ),
            models.CheckConstraint(
                condition=Q(birthday__isnull=True) | Q(birthday_changed_at__isnull=False),
                name="birthday_changed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, erased_at=None) | Q(state=CustomerState.DISABLED),
                name="customer_who_is_gone_takes_no_part",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(email="", email_key=None, first_name="", last_name="", birthday=None),
                name="customer_who_is_erased_has_no_name",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "created_at", "id"], name="customers_by_arrival"),
            models.Index(fields=["merchant", "state", "created_at", "id"], name="customers_by_state"),
            models.Index(fields=["merchant", "updated_at"], name="customers_by_change"),
            models.Index(fields=["merchant", "last_name", "first_name", "id"], name="customers_by_name"),
            models.Index(
                fields=["merchant", "email_key"],
                name="customers_by_email",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
            models.Index(
                fields=["merchant", "merged_into"],
                name="customers_merged",
                condition=Q(merged_into__isnull=False),
            ),
            GinIndex(WORDS, name="customers_by_words", fastupdate=False),
            models.Index(
                F("merchant"),
                DAY_OF_YEAR,
                F("id"),
                name="customers_by_birthday",
                condition=Q(birthday__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"#{self.pk}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
