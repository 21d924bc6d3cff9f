"""The accounts that are joined to the spaces whose members count as verified."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from handlers.core.events import PlatformName, RoomId, Sender

# Several times as long as a homeserver keeps a request for news open.
VALID_FOR = timedelta(minutes=2)


class SpaceMembers:
    """Joined accounts of the spaces `names` on a platform, which keeps them here and nowhere else.

    What it has not confirmed for `VALID_FOR` does not count, so that nobody stays a member while it is out of reach.
    """

    def __init__(self, platform: PlatformName, names: Sequence[str], clock: Callable[[], datetime]) -> None:
        self.names = names
        self._platform = platform
        self._clock = clock
        self._joined: dict[RoomId, frozenset[str]] = {}
        self._confirmed_at: datetime | None = None

    def includes(self, account: Sender) -> bool:
        """Return whether an account is joined to one of the spaces now."""
        if account.platform is not self._platform or not self._is_confirmed:
            return False
        return any(account.id in joined for joined in self._joined.values())

    def list_accounts(self) -> Sequence[Sender]:
        """Return all accounts that `includes` is true of."""
        joined = frozenset().union(*self._joined.values()) if self._is_confirmed else frozenset()
        return [Sender(platform=self._platform, id=account) for account in sorted(joined)]

    def put(self, space: RoomId, joined: Collection[str]) -> None:
        """Replace the members of a space."""
        self._joined[space] = frozenset(joined)

    def remove(self, space: RoomId, accounts: Collection[str | None]) -> None:
        """Take accounts out of a space."""
        if space in self._joined:
            self._joined[space] = self._joined[space].difference(accounts)

    def drop(self, space: RoomId) -> None:
        """Forget the members of a space that can't be read."""
        self._joined.pop(space, None)

    def clear(self) -> None:
        """Forget the members of all spaces."""
        self._joined.clear()

    def confirm(self) -> None:
        """Note that the platform has just reported all changes."""
        self._confirmed_at = self._clock()

    @property
    def _is_confirmed(self) -> bool:
        return self._confirmed_at is not None and self._clock() - self._confirmed_at <= VALID_FOR
