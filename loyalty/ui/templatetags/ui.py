"""Thin tags over `loyalty.ui`; every template has them without loading."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import now

from loyalty.ui import formats
from loyalty.ui.assets import SCRIPTS, STYLESHEETS
from loyalty.ui.icons import draw_icon

register = template.Library()
PAGING = ("cursor",)


@register.filter
def points(value: int | None) -> str:
    return "" if value is None else formats.format_points(value)


@register.filter
def signed(value: int | None) -> str:
    return "" if value is None else formats.format_signed(value)


@register.filter
def duration(seconds: int) -> str:
    return formats.format_duration(seconds)


@register.filter
def day(value: date) -> str:
    return formats.format_day(value)


@register.filter
def moment(value: datetime) -> str:
    return formats.format_moment(value)


@register.simple_tag
def money(cents: int | None, currency: str) -> str:
    """Smallest units of the currency, as `{% money order.total_cents order.currency %}`."""
    return "" if cents is None else formats.format_money(cents, currency)


@register.simple_tag
def ago(value: datetime | None) -> str:
    """How long ago, with the exact time in the merchant's zone on hover."""
    if value is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        formats.format_moment(value),
        formats.format_ago(value, at=now()),
    )


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    return draw_icon(str(name), int(size))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The address's parameters with some changed, None taking one out; all but a cursor go to page one."""
    parameters = context["request"].GET.copy()
    for name in PAGING:
        parameters.pop(name, None)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.simple_tag(takes_context=True)
def query_one(context: Context, name: str, value: str) -> str:
    """`query` for a parameter whose name is a variable."""
    return query(context, **{name: value})


@register.simple_tag(takes_context=True)
def query_without(context: Context, names: Iterable[str]) -> str:
    """`query` with some parameters taken out."""
    return query(context, **dict.fromkeys(names))


@register.simple_tag
def stylesheets() -> SafeString:
    return _linked('<link rel="stylesheet" href="{}">', STYLESHEETS)


@register.simple_tag
def scripts() -> SafeString:
    return _linked('<script type="module" src="{}"></script>', SCRIPTS)


@register.filter
def faulty_fields(form: BaseForm) -> list[BoundField]:
    """The fields that the error summary links to."""
    return [field for field in form if field.errors]


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the label stands after the control, as for one check box."""
    return field.widget_type == "checkbox"


@register.filter
def is_answered(field: BoundField) -> bool:
    """Whether one of its radio buttons is always chosen, so that nobody can leave it out."""
    return field.widget_type == "radioselect"


@register.filter
def initials(name: object) -> str:
    """One or two letters for an avatar: `Ada Lovelace` is AL, `ada@example.org` is A."""
    words = str(name).split("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def _linked(tag: str, paths: Iterable[str]) -> SafeString:
    return format_html_join("\n", tag, ((static(path),) for path in paths))
