"""The ids of records by keys that they hold."""

from collections.abc import Iterable, Sequence
from itertools import chain

Keyed = tuple[str, Iterable[str]]


class KeyIndex:
    """An index of ids by keys; each id comes with its keys."""

    def __init__(self, keyed: Iterable[Keyed]) -> None:
        self._held: dict[str, tuple[str, ...]] = {}
        # What has changed is kept apart, as copying a large index takes long.
        self._changed = self._held
        self._add(keyed)

    def update(self, gone: Iterable[Keyed], new: Iterable[Keyed]) -> "KeyIndex":
        """Return the index without some ids, and with others."""
        if not self._held:
            return KeyIndex(new)
        updated = KeyIndex(())
        updated._held, updated._changed = self._held, {} if self._changed is self._held else self._changed.copy()
        if len(updated._changed) > len(updated._held):
            updated._held, updated._changed = {**updated._held, **updated._changed}, {}
        for id_, keys in gone:
            for key in set(keys):
                ids = updated.find(key)
                at = ids.index(id_)
                updated._changed[key] = ids[:at] + ids[at + 1 :]
        updated._add(new)
        return updated

    def find(self, key: str) -> tuple[str, ...]:
        """Return the ids that have a key."""
        found = self._changed.get(key)
        return self._held.get(key, ()) if found is None else found

    def list_shared(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Return the keys that several ids have, with these; reads the whole index."""
        unchanged = ((key, ids) for key, ids in self._held.items() if key not in self._changed)
        kept = unchanged if self._changed is not self._held else ()
        return [(key, ids) for key, ids in chain(kept, self._changed.items()) if len(ids) > 1]

    def _add(self, keyed: Iterable[Keyed]) -> None:
        for id_, keys in keyed:
            alone = (id_,)
            for key in set(keys):
                others = self.find(key)
                self._changed[key] = (*others, id_) if others else alone
