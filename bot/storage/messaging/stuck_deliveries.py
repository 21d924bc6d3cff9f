"""The store of deliveries that failed or hang, for whoever runs the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, null, or_, select, update

from bot.platforms.base.contract import Action
from bot.storage.engine.store import Store
from bot.storage.engine.tables import CAN_GO, announcements, deliveries
from bot.storage.messaging.deliveries import REPEAT_KINDS, WITHOUT_CONTENT
from handlers.core.messages import DeliveryId
from knowledge.entries import Visibility

STATES = ("failed", "uncertain", "held", "pending", "sending")
_ENDED = ("failed", "uncertain", "held")
_CHANGEABLE = ("failed", "uncertain", "held", "pending")
_PAUSED = "paused"
_DROPPED = "dropped"
_NOT_FOR_ALL = select(announcements.c.number).where(announcements.c.visibility != Visibility.PUBLIC.value)
# Copies of announcements for some, as who may read them is checked where these are retried.
_IS_RESTRICTED = and_(
    deliveries.c.announcement.is_not(None),
    deliveries.c.action == Action.MESSAGE,
    deliveries.c.announcement.in_(_NOT_FOR_ALL),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class StuckDelivery:
    """A delivery without its content, by its place in the outbox; `has_text` is False if the text is no longer kept.

    `is_restricted`: a copy of an announcement that is not for everybody, which is retried on the announcement's page.
    """

    number: int
    id: DeliveryId
    platform: str
    kind: str
    action: str
    room: str
    state: str
    since: datetime
    tries: int
    why: str
    has_text: bool
    is_restricted: bool = False

    @property
    def is_changeable(self) -> bool:
        """Return whether the delivery may be retried or dropped."""
        return self.state in _CHANGEABLE


@dataclass(frozen=True, kw_only=True, slots=True)
class StateCount:
    """The number of deliveries in a state, and the time of the oldest; None if there are none."""

    state: str
    number: int
    oldest: datetime | None


class StuckDeliveryStore(Store):
    """Complements DeliveryStore; may be used while the service runs."""

    async def list(
        self,
        states: Sequence[str],
        before: datetime,
        limit: int,
        *,
        after: int = 0,
        platform: str = "",
        kinds: Sequence[str] = (),
        newest_first: bool = False,
    ) -> Sequence[StuckDelivery]:
        """Return deliveries in these states that come after a number in their order, on one platform or of some kinds.

        Without states, return those that failed, are uncertain or held, or have been open since `before`.
        """
        hang = and_(deliveries.c.state.in_(("pending", "sending")), deliveries.c.created_at <= before)
        which = [deliveries.c.state.in_(states) if states else or_(deliveries.c.state.in_(_ENDED), hang)]
        if after:
            which.append(deliveries.c.number < after if newest_first else deliveries.c.number > after)
        if platform:
            # An expression, as SQLite would read all deliveries of the platform by its index.
            which.append(func.lower(deliveries.c.platform) == platform)
        if kinds:
            which.append(deliveries.c.kind.in_(kinds))
        return await self._list(and_(*which), limit, newest_first=newest_first)

    async def count(self) -> Sequence[StateCount]:
        """Return how many deliveries are not over by state, with the age of the oldest."""
        counted = select(deliveries.c.state, func.count().label("number"), func.min(deliveries.c.created_at))
        rows = await self._connection.execute(
            counted.where(deliveries.c.state.in_((*STATES, _PAUSED))).group_by(deliveries.c.state)
        )
        found = {state: StateCount(state=state, number=number, oldest=oldest) for state, number, oldest in rows}
        return [found.get(state) or StateCount(state=state, number=0, oldest=None) for state in (*STATES, _PAUSED)]

    async def find(self, beginning: str) -> Sequence[StuckDelivery]:
        """Return the delivery with this id, or at most two whose ids begin so."""
        exact = await self._list(deliveries.c.id == beginning, 1)
        return exact or await self._list(deliveries.c.id.startswith(beginning, autoescape=True), 2)

    async def retry(self, delivery: DeliveryId, at: datetime) -> bool:
        """Send a delivery again as if it were new; return False if it is being sent or over, or has no text."""
        it = and_(deliveries.c.id == delivery, deliveries.c.state.in_(_CHANGEABLE))
        return await self._retry(it, at) == 1

    async def retry_failed(self, at: datetime) -> tuple[int, int]:
        """Send all failed deliveries again; return how many, and how many no longer have a text."""
        failed = deliveries.c.state == "failed"
        retried = await self._retry(failed, at)
        lost = and_(failed, ~CAN_GO)
        left = await self._connection.scalar(select(func.count()).select_from(deliveries).where(lost))
        return retried, left or 0

    async def _retry(self, which: ColumnElement[bool], at: datetime) -> int:
        again = case(
            *(
                (and_(deliveries.c.state == "uncertain", deliveries.c.kind == kind), other)
                for kind, other in REPEAT_KINDS.items()
            ),
            else_=deliveries.c.kind,
        )
        values = {"state": "pending", "kind": again, "due_at": at, "created_at": at, "error": null()}
        may_go = and_(which, CAN_GO, ~_IS_RESTRICTED)
        return (await self._connection.execute(update(deliveries).where(may_go).values(**values))).rowcount

    async def drop(self, delivery: DeliveryId) -> bool:
        """Skip a delivery, its changes and continuations for good; return False if it is being sent or over."""
        it = and_(deliveries.c.id == delivery, deliveries.c.state.in_(_CHANGEABLE))
        gone = {"state": "skipped", "error": _DROPPED, **WITHOUT_CONTENT}
        if not (await self._connection.execute(update(deliveries).where(it).values(**gone))).rowcount:
            return False
        behind = and_(deliveries.c.target == delivery, deliveries.c.state.in_(("pending", "held")))
        await self._connection.execute(update(deliveries).where(behind).values(**gone))
        return True

    async def _list(
        self, which: ColumnElement[bool], limit: int, *, newest_first: bool = False
    ) -> Sequence[StuckDelivery]:
        number = deliveries.c.number
        found = select(deliveries, CAN_GO.label("has_text"), _IS_RESTRICTED.label("is_restricted")).where(which)
        rows = await self._connection.execute(found.order_by(number.desc() if newest_first else number).limit(limit))
        return [_read_stuck(row) for row in rows]


def _read_stuck(row: Row[Any]) -> StuckDelivery:
    return StuckDelivery(
        number=row.number,
        id=DeliveryId(row.id),
        platform=row.platform,
        kind=row.kind,
        action=row.action,
        room=row.room,
        state=row.state,
        since=row.created_at,
        tries=row.attempts,
        why=row.error or "",
        has_text=bool(row.has_text),
        is_restricted=bool(row.is_restricted),
    )
