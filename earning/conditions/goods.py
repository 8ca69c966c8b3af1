from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import LineCondition
from earning.conditions.questions import Known
from loyalty.orders.snapshots import LineFacts


@dataclass(frozen=True, slots=True)
class Categories(LineCondition):
    code: ClassVar[str] = "categories"
    label: ClassVar[StrOrPromise] = gettext_lazy("Categories")
    known: ClassVar[Known] = Known.CATEGORIES

    def values_of(self, line: LineFacts) -> tuple[str, ...]:
        return line.categories


@dataclass(frozen=True, slots=True)
class Products(LineCondition):
    code: ClassVar[str] = "products"
    label: ClassVar[StrOrPromise] = gettext_lazy("Products")
    known: ClassVar[Known] = Known.PRODUCTS
    is_single: ClassVar[bool] = True

    def values_of(self, line: LineFacts) -> tuple[str, ...]:
        return (line.product,)


@dataclass(frozen=True, slots=True)
class Skus(LineCondition):
    code: ClassVar[str] = "skus"
    label: ClassVar[StrOrPromise] = gettext_lazy("SKUs")
    known: ClassVar[Known] = Known.SKUS
    is_single: ClassVar[bool] = True

    def values_of(self, line: LineFacts) -> tuple[str, ...]:
        return (line.sku,)
