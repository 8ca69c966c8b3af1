"""What the left navigation holds. Add a screen here; an entry whose URL name does not exist is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Entry:
    """One place to go. `key` is the letter after `g`; an entry with `entries` leads to the first of them."""

    label: StrOrPromise
    url_name: str = ""
    icon: str = ""
    key: str = ""
    entries: Sequence["Entry"] = ()


@dataclass(frozen=True)
class Section:
    """Entries under a quiet heading; without a heading they stand on top."""

    label: StrOrPromise = ""
    entries: Sequence[Entry] = ()


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    label: StrOrPromise
    href: str
    icon: str
    key: str
    is_current: bool
    is_open: bool
    links: Sequence["Link"] = field(default=())


MERCHANT = (
    Section(
        entries=(
            Entry(_("Home"), "home", icon="house", key="h"),
            Entry(_("Customers"), "customers:list", icon="users", key="c"),
            Entry(_("Orders"), "orders:list", icon="shopping-bag", key="o"),
        )
    ),
    Section(
        pgettext_lazy("navigation", "Program"),
        (
            Entry(
                _("Points"),
                icon="coins",
                key="p",
                entries=(
                    Entry(_("Earning"), "earning:rules", key="e"),
                    Entry(_("Spending"), "rewards:rewards", key="w"),
                    Entry(_("Coupons"), "rewards:coupons", key="u"),
                    Entry(_("Settings"), "merchants:points_settings"),
                ),
            ),
            Entry(_("Referrals"), "referrals:list", icon="user-plus", key="r"),
            Entry(_("VIP"), "vip:overview", icon="crown", key="v"),
            Entry(_("Campaigns"), "campaigns:list", icon="megaphone", key="m"),
            Entry(_("Activity"), "activity:list", icon="activity", key="a"),
        ),
    ),
    Section(entries=(Entry(_("Apps"), "apps:list", icon="blocks", key="b"),)),
    Section(
        pgettext_lazy("navigation", "Settings"),
        (
            Entry(_("Developer"), "developer:keys", icon="code-xml", key="d"),
            Entry(_("Plan"), "plans:show", icon="layers"),
            Entry(_("Audit"), "audit:list", icon="history", key="l"),
        ),
    ),
)

STAFF = (
    Section(
        _("Apps"),
        (
            Entry(_("Approvals"), "staff:approvals", icon="clipboard-check", key="a"),
            Entry(_("Apps"), "staff:apps", icon="blocks", key="b"),
            Entry(_("Merchants"), "staff:merchants", icon="store", key="m"),
        ),
    ),
    Section(
        _("Installation"),
        (
            Entry(_("Queue health"), "jobs:health", icon="heart-pulse", key="q"),
            Entry(_("Style guide"), "styleguide", icon="palette", key="s"),
        ),
    ),
)


def first_place(sections: Sequence[Section]) -> str:
    """The address of the first entry that exists."""
    return next(link.href for _label, links in sections_for(sections, path="") for link in links)


def sections_for(sections: Sequence[Section], *, path: str) -> list[tuple[StrOrPromise, list[Link]]]:
    """The sections with links that exist, marked with where `path` is."""
    shown = [(section.label, _links(section.entries, path)) for section in sections]
    return [(label, links) for label, links in shown if links]


def _links(entries: Sequence[Entry], path: str) -> list[Link]:
    links = [_link(entry, path) for entry in entries]
    return [link for link in links if link is not None]


def _link(entry: Entry, path: str) -> Link | None:
    children = _links(entry.entries, path)
    href = _href(entry.url_name) or (children[0].href if children else "")
    if not href:
        return None
    is_open = any(child.is_current or child.is_open for child in children) or _holds(href, path)
    is_current = not children and is_open
    return Link(entry.label, href, entry.icon, entry.key, is_current, is_open, children)


def _href(url_name: str) -> str:
    if not url_name:
        return ""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _holds(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(href))
