"""What one customer has, lot by lot, and how each posting moves it (S15). Pure: nothing here asks the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from loyalty.merchants.models import ExpiryMode
from loyalty.merchants.snapshots import ExpiryTerms
from loyalty.points.actions.entries import REVERSAL, Posting
from loyalty.points.models import ACTIVITY, Kind


@dataclass(slots=True, eq=False)
class Lot:
    """What is left of one credit. Until it is written it has no `lot_id`, and `key` is that of its entry."""

    entry_id: int | None
    lot_id: int | None
    source: str
    source_id: int | None
    last_valid_on: date | None
    points: int
    remaining: int
    expired: int = 0
    lapsed: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """What the entry of that key took out of a lot, or put back (below 0); `lapsed` as in `Posting`, turned round."""

    lot: Lot
    key: str
    points: int = 0
    lapsed: int = 0
    expired: int = 0


@dataclass(slots=True)
class Purse:
    """A balance and its open lots; what no lot covers never expires. `entries`, `uses` and `made` are to be written.

    Always: the lots hold no more than the balance, and nothing while there is a debt.
    """

    customer_id: int
    terms: ExpiryTerms
    balance: int = 0
    idle_since: datetime | None = None
    last_entry_id: int | None = None
    lots: list[Lot] = field(default_factory=list)
    undone: dict[int, list[Use]] = field(default_factory=dict)
    entries: list[Posting] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    made: list[Lot] = field(default_factory=list)

    @property
    def lots_until(self) -> date | None:
        """The last valid day of what expires first."""
        days = [lot.last_valid_on for lot in self.lots if lot.remaining and lot.last_valid_on]
        return min(days, default=None)

    def post(self, posting: Posting) -> None:
        """Write it, after what had expired by then."""
        self.expire(posting.occurred_at)
        if posting.points < 0:
            self._take(posting)
        elif posting.is_undoing:
            self._give_back(posting)
        elif posting.points > 0:
            self._give(posting)
        else:
            self._write(posting)

    def expire(self, at: datetime, *, not_before: datetime | None = None) -> None:
        """Whatever was usable through a day before that of `at` is gone, dated at the midnight after that day."""
        today = self.terms.day_of(at)
        while (day := self._next_end()) is not None and day < today:
            ends = self.terms.midnight_after(day)
            is_idle = day == self._idle_day()
            lots = [lot for lot in self.lots if lot.remaining and (is_idle or lot.last_valid_on == day)]
            points = self.balance if is_idle else sum(lot.remaining for lot in lots)
            entry = self._expiry(points, max(ends, not_before) if not_before else ends)
            for lot in lots:
                self._use(Use(lot, entry.key, points=lot.remaining, expired=lot.remaining))
            self._write(entry)

    def _take(self, posting: Posting) -> None:
        own = self._own(posting)
        left = self._draw(own, -posting.points, posting.key)
        forgotten = self._forget(own, left, posting.key)
        self._draw(self.lots, left - forgotten, posting.key)
        self._write(replace(posting, points=posting.points + forgotten, lapsed=-forgotten))

    def _give(self, posting: Posting) -> None:
        own = self._own(posting)
        remembered = self._remember(own, posting.points, posting.key)
        given = replace(posting, points=posting.points - remembered, lapsed=remembered)
        self._write(given)
        is_lasting, day = self._life(given, own)
        points = min(given.points, self.balance)
        if not is_lasting and points > 0:
            lot = Lot(None, None, given.source, given.source_id, day, points, points, key=given.key)
            self.lots.append(lot)
            self.made.append(lot)

    def _give_back(self, posting: Posting) -> None:
        """What the entry took goes back where it came from; a debt is filled with what expires first."""
        uses = self.undone.get(posting.source_id or 0, []) if posting.source == REVERSAL else []
        lapsed = min(posting.points, sum(use.lapsed for use in uses))
        remembered = self._remember([use.lot for use in uses if use.lapsed], lapsed, posting.key)
        given = replace(posting, points=posting.points - remembered, lapsed=remembered)
        self._write(given)
        lasting = max(0, given.points - sum(use.points for use in uses))
        left = min(given.points, self.balance) - lasting
        for use in sorted(uses, key=lambda use: _order(use.lot), reverse=True):
            room = use.lot.points - use.lot.remaining - use.lot.expired
            if (back := min(use.points, room, left)) > 0:
                left -= back
                self._use(Use(use.lot, posting.key, points=-back))
        self.expire(posting.occurred_at, not_before=posting.occurred_at)

    def _life(self, posting: Posting, own: Sequence[Lot]) -> tuple[bool, date | None]:
        """Whether a credit never expires, and through which day it can be used; what joins an award lives as that."""
        today = self.terms.day_of(posting.occurred_at)
        days = [lot.last_valid_on for lot in own if lot.last_valid_on and lot.last_valid_on >= today]
        if days:
            return False, max(days)
        if self.terms.mode == ExpiryMode.INACTIVITY:
            return False, None
        is_lasting = self.terms.mode == ExpiryMode.NONE or today < (self.terms.enabled_on or today)
        return is_lasting, None if is_lasting else self.terms.last_day_from(today)

    def _own(self, posting: Posting) -> list[Lot]:
        """The lots of the very thing that the posting is about."""
        if posting.source_id is None:
            return []
        if posting.source == REVERSAL:
            return [lot for lot in self.lots if lot.entry_id == posting.source_id]
        name = (posting.source, posting.source_id)
        return [lot for lot in self.lots if (lot.source, lot.source_id) == name]

    def _draw(self, lots: Iterable[Lot], points: int, key: str) -> int:
        """Take from these lots, what expires first; how many points they lacked."""
        for lot in sorted(lots, key=_order):
            if taken := min(lot.remaining, points):
                self._use(Use(lot, key, points=taken))
                points -= taken
        return points

    def _forget(self, lots: Iterable[Lot], points: int, key: str) -> int:
        """How many of the points had expired in these lots, so that they are not taken again."""
        forgotten = 0
        for lot in lots:
            if lapsed := min(lot.expired - lot.lapsed, points - forgotten):
                self._use(Use(lot, key, lapsed=lapsed))
                forgotten += lapsed
        return forgotten

    def _remember(self, lots: Iterable[Lot], points: int, key: str) -> int:
        """How many of the points had expired and were taken back as such, so that they come back as expired."""
        remembered = 0
        for lot in lots:
            if lapsed := min(lot.lapsed, points - remembered):
                self._use(Use(lot, key, lapsed=-lapsed))
                remembered += lapsed
        return remembered

    def _use(self, use: Use) -> None:
        use.lot.remaining -= use.points
        use.lot.expired += use.expired
        use.lot.lapsed += use.lapsed
        self.uses.append(use)

    def _write(self, entry: Posting) -> None:
        is_idle = self._is_idle(self.terms.day_of(entry.occurred_at))
        if entry.kind in ACTIVITY and entry.points:
            self.idle_since = max(self.idle_since or entry.occurred_at, entry.occurred_at)
        elif entry.points > 0 and (self.idle_since is None or is_idle):
            self.idle_since = entry.occurred_at
        self.balance += entry.points
        self.entries.append(entry)

    def _expiry(self, points: int, at: datetime) -> Posting:
        return Posting(
            customer_id=self.customer_id,
            key=f"expire-{self.last_entry_id or 0}-{len(self.entries)}",
            kind=Kind.EXPIRE,
            points=-points,
            description=_("Points expired"),
            source="expiry",
            occurred_at=at,
        )

    def _next_end(self) -> date | None:
        ends = [day for day in (self.lots_until, self._idle_day()) if day]
        return min(ends, default=None)

    def _idle_day(self) -> date | None:
        return self.terms.last_idle_day(self.idle_since) if self.balance > 0 else None

    def _is_idle(self, today: date) -> bool:
        day = self.terms.last_idle_day(self.idle_since)
        return day is not None and day < today


def _order(lot: Lot) -> tuple[date, int]:
    """What expires first is spent first; what was there first, of two."""
    return lot.last_valid_on or date.max, lot.lot_id or _NOT_WRITTEN


_NOT_WRITTEN = 2**63
