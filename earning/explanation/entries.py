"""The account of ledger entries."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from earning.explanation.accounts import Explanation, Origin, Step
from earning.explanation.awards import AwardAccount, accounts_of_awards
from earning.explanation.origins import origins_of, sentence_of_origin
from earning.explanation.sentences import points_text
from loyalty.points.models import Kind, PointsTransaction
from loyalty.team.models import User


def explain(transactions: Sequence[PointsTransaction]) -> dict[int, Explanation]:
    """Why each of these entries of one merchant moved points, by transaction id: eleven queries at most."""
    if not transactions:
        return {}
    merchant = transactions[0].merchant
    awards = accounts_of_awards(
        _sources(transactions, "award"), merchant_id=merchant.pk, currency=merchant.currency
    )
    reversed_entries = PointsTransaction.objects.in_bulk(_sources(transactions, "reversal"))
    authors = User.objects.in_bulk({entry.actor_id for entry in transactions if entry.actor_id})
    origins = origins_of(transactions)
    return {
        entry.pk: _explanation(
            entry,
            awards.get(entry.source_id or 0) if entry.source == "award" else None,
            reversed_entries.get(entry.source_id or 0) if entry.source == "reversal" else None,
            authors.get(entry.actor_id or 0),
            origins.get(entry.pk),
        )
        for entry in transactions
    }


def _sources(transactions: Iterable[PointsTransaction], source: str) -> set[int]:
    return {entry.source_id for entry in transactions if entry.source == source and entry.source_id}


def _explanation(
    entry: PointsTransaction,
    account: AwardAccount | None,
    reverses: PointsTransaction | None,
    author: User | None,
    origin: Origin | None,
) -> Explanation:
    steps = account.steps(this=entry.pk) if account else ()
    return Explanation(
        summary=_of_award(entry, account, steps)
        if account
        else _of_the_rest(entry, reverses, author, origin),
        rule=account.rule if account else None,
        order=account.order if account else None,
        activity=account.activity if account else None,
        steps=steps,
        reverses=reverses,
        origin=origin,
        author=str(author or ""),
        internal_note=entry.internal_note,
    )


def _of_award(entry: PointsTransaction, account: AwardAccount, steps: Sequence[Step]) -> str:
    at = next((index for index, step in enumerate(steps) if step.is_this), 0)
    texts = {
        "rule": account.rule.name,
        "points": points_text(abs(entry.points + entry.pending)),
        "before": points_text(steps[at - 1].total) if at else "",
        "after": points_text(steps[at].total) if steps else "",
        "order": account.order.name if account.order else "",
    }
    if account.order and entry.pending:
        return _of_pending(entry, texts, is_first=not at)
    if account.order and at:
        return _("Order %(order)s changed: “%(rule)s” gives %(after)s for it instead of %(before)s.") % texts
    if account.order:
        return _("“%(rule)s” gave %(points)s for order %(order)s.") % texts
    if at:
        return _("The activity was revoked, so the %(points)s of “%(rule)s” were taken back.") % texts
    if account.activity:
        return _("“%(rule)s” gave %(points)s for an activity.") % texts
    if account.award.year:
        return _("“%(rule)s” gave %(points)s for the birthday.") % texts
    return _("“%(rule)s” gave %(points)s for joining.") % texts


def _of_pending(entry: PointsTransaction, texts: Mapping[str, str], *, is_first: bool) -> str:
    if entry.points:
        return _("The holding period of order %(order)s is over: its %(points)s can be used.") % {
            **texts,
            "points": points_text(entry.points),
        }
    if is_first:
        return _("“%(rule)s” gave %(points)s for order %(order)s, to be held back first.") % texts
    return (
        _("Order %(order)s changed while pending: “%(rule)s” gives %(after)s for it instead of %(before)s.")
        % texts
    )


def _of_the_rest(
    entry: PointsTransaction, reverses: PointsTransaction | None, author: User | None, origin: Origin | None
) -> str:
    if reverses:
        return _("Undoes an earlier entry: “%(entry)s”.") % {"entry": reverses.description}
    if origin:
        return sentence_of_origin(entry, origin)
    if entry.kind == Kind.EXPIRE:
        return _("They were not used in time.")
    if entry.kind == Kind.ADJUST and author:
        return _("Adjusted by hand by %(name)s.") % {"name": author}
    if entry.kind == Kind.ADJUST:
        return _("Adjusted by hand.")
    return entry.get_kind_display()
