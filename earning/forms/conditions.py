"""The conditions of a rule, each a card with the fields that its class asks for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from earning.conditions import CONDITIONS, Answer, Condition, InvalidCondition, Known, OneOf, Question, Words
from earning.forms.names import NamesField
from earning.forms.parts import Part
from earning.queries.known import GOODS, Suggestions, suggestions_of, unknown_names
from loyalty.customers.mapping import tag_key
from loyalty.merchants.models import Merchant
from loyalty.ui.fields import MoneyField, NumberField
from loyalty.ui.formats import active_locale

MOST_CONDITIONS = 20
SIDES = ((False, gettext_lazy("Only these")), (True, gettext_lazy("All but these")))
UNKNOWN = {
    Known.CURRENCIES: gettext_lazy("There is no currency %(names)s."),
    Known.STORES: gettext_lazy("You have no such store."),
    Known.TIERS: gettext_lazy("You have no VIP tier %(names)s."),
}
UNKNOWN_GOODS = gettext_lazy("No order names %(names)s. Spell it as in your shop.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that making its field takes."""

    question: Question
    label: StrOrPromise
    known: Known
    merchant: Merchant


class ConditionForm(Part):
    """One condition; `condition` is what a valid one says."""

    def __init__(
        self, kind: type[Condition], *, key: str, merchant: Merchant, is_new: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(prefix=f"condition-{key}", **kwargs)
        self.kind, self.key, self.merchant = kind, key, merchant
        self.code, self.label = kind.code, kind.label
        self.known = kind.known if issubclass(kind, OneOf) else Known.ANYTHING
        for question in kind.questions:
            asked = Asked(question, kind.label, self.known, merchant)
            self.fields[question.field] = _FIELDS[question.answer](asked)
        if is_new and self.fields:
            next(reversed(self.fields.values())).widget.attrs["autofocus"] = True

    @property
    def questions(self) -> list[tuple[StrOrPromise, forms.BoundField]]:
        """Each field with the unit behind it."""
        return [(self._unit(question), self[question.field]) for question in self.kind.questions]

    @property
    def sentence(self) -> str:
        """What a condition says that asks for nothing."""
        return self.kind().sentence(Words(self.merchant.currency))

    @property
    def condition(self) -> Condition:
        """Refuses (`InvalidCondition`) what can never be met."""
        condition = self.kind(**self._values())
        condition.check()
        return condition

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            _ = self.condition
        except InvalidCondition as refusal:
            self.add_error(None, str(refusal))

    def _unit(self, question: Question) -> StrOrPromise:
        return self.merchant.currency if question.answer is Answer.MONEY else question.unit

    def refuse_unknown(self) -> None:
        """Adds an error at names that mean nothing in this shop."""
        if self.errors or not isinstance(named := self.condition, OneOf):
            return
        kept = set(self.initial.get("values", ()))
        strange = unknown_names(
            [name for name in named.values if name not in kept], self.known, self.merchant
        )
        if strange:
            sentence = UNKNOWN.get(self.known, UNKNOWN_GOODS)
            self.add_error("values", str(sentence) % {"names": ", ".join(f"“{name}”" for name in strange)})

    def _values(self) -> dict[str, Any]:
        values = self.cleaned_data
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        if normal := _NORMAL.get(self.known):
            plain["values"] = tuple(dict.fromkeys(filter(None, map(normal, plain["values"]))))
        return plain


class ConditionForms:
    """All of a rule. Buttons of the page's form, `add_condition` and `remove_condition`, add and remove cards."""

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        kept: Sequence[Condition],
        kinds: Sequence[type[Condition]],
        merchant: Merchant,
    ) -> None:
        self.merchant, self.kinds = merchant, kinds
        self.forms = self._kept(kept) if typed is None else self._typed(typed, kept)
        self.is_changing = typed is not None and not {"add_condition", "remove_condition"}.isdisjoint(typed)
        if typed is not None and self.is_changing:
            self.forms = [form.as_typed() for form in self.forms]
            self._add(typed.get("add_condition", ""))

    @property
    def choices(self) -> list[tuple[str, StrOrPromise]]:
        """What can be added; most conditions make sense once, names can be let in and kept out."""
        used = {form.kind for form in self.forms if not issubclass(form.kind, OneOf)}
        if len(self.forms) >= MOST_CONDITIONS:
            return []
        return [(kind.code, kind.label) for kind in self.kinds if kind not in used]

    def is_valid(self) -> bool:
        """Asks every card, so that each shows what is wrong with it."""
        return not [form for form in self.forms if not form.is_valid()]

    def refuse_unknown(self) -> None:
        """Adds an error wherever a name means nothing in this shop."""
        for form in self.forms:
            form.refuse_unknown()

    @property
    def said(self) -> dict[str, Any]:
        return {"conditions": tuple(form.condition for form in self.forms if form.is_valid())}

    def _kept(self, kept: Iterable[Condition]) -> list[ConditionForm]:
        return [
            ConditionForm(
                type(condition), key=str(number), merchant=self.merchant, initial=_initial(condition)
            )
            for number, condition in enumerate(kept)
        ]

    def _typed(self, typed: QueryDict, kept: Sequence[Condition]) -> list[ConditionForm]:
        return [
            ConditionForm(
                CONDITIONS[code], key=key, merchant=self.merchant, data=typed, initial=_first(code, kept)
            )
            for key in dict.fromkeys(typed.getlist("condition")[:MOST_CONDITIONS])
            if key != typed.get("remove_condition")
            and key.isdecimal()
            and (code := typed.get(f"condition-{key}-type", "")) in CONDITIONS
        ]

    def _add(self, code: str) -> None:
        if code not in dict(self.choices):
            return
        key = str(1 + max((int(form.key) for form in self.forms), default=-1))
        self.forms.append(ConditionForm(CONDITIONS[code], key=key, merchant=self.merchant, is_new=True))


def _initial(condition: Condition) -> dict[str, Any]:
    values = {question.field: getattr(condition, question.field) for question in condition.questions}
    return {name: str(value) if isinstance(value, bool) else value for name, value in values.items()}


def _first(code: str, kept: Iterable[Condition]) -> dict[str, Any]:
    """All names that the saved rule has in conditions of this kind: they were known once."""
    named = [
        condition.values for condition in kept if condition.code == code and isinstance(condition, OneOf)
    ]
    return {"values": tuple(name for names in named for name in names)} if named else {}


def _money(asked: Asked) -> forms.Field:
    return MoneyField(label=asked.question.label, currency=asked.merchant.currency)


def _number(asked: Asked) -> forms.Field:
    return NumberField(label=asked.question.label, most=asked.question.most)


def _weekdays(asked: Asked) -> forms.Field:
    names = get_day_names(locale=active_locale())
    return forms.TypedMultipleChoiceField(
        label=asked.question.label,
        choices=[(day, names[day - 1]) for day in range(1, 8)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "pill"}),
        error_messages={"required": _("Choose at least one day.")},
    )


def _names(asked: Asked) -> forms.Field:
    found = suggestions_of(asked.known, asked.merchant)
    return NamesField(
        label=asked.label,
        known=found.choices,
        has_lines=not found.is_all,
        help_text=_note(asked.known, found),
    )


def _note(known: Known, found: Suggestions) -> str:
    if found.choices:
        return ""
    if known in GOODS:
        return _("No order has named any yet. Spell them as in your shop.")
    if known is Known.STORES:
        return _("You have no stores yet.")
    return _("You have no VIP tiers yet.") if known is Known.TIERS else ""


def _side(asked: Asked) -> forms.Field:
    return forms.TypedChoiceField(
        label=asked.question.label,
        choices=SIDES,
        coerce=lambda value: str(value) == "True",
        initial="False",
        widget=forms.RadioSelect(attrs={"class": "pill"}),
    )


_FIELDS: dict[Answer, Callable[[Asked], forms.Field]] = {
    Answer.MONEY: _money,
    Answer.NUMBER: _number,
    Answer.WEEKDAYS: _weekdays,
    Answer.NAMES: _names,
    Answer.SIDE: _side,
}
_NORMAL: dict[Known, Callable[[str], str]] = {Known.TAGS: tag_key, Known.CURRENCIES: str.upper}
