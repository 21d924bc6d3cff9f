"""Tables of paths: which part of the process serves what on one address."""

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class PathTaken(Exception):
    """A path that two parts claim on one address; the text is one sentence for the operator."""


class Paths(Generic[T]):
    """The paths of one address, and who claims them.

    A path that ends in a slash stands for itself and everything below it, and `/` for all that nobody else claims. The
    longest claim wins. Paths are compared as clients send them: nothing is decoded, and no `..` is resolved.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._owners: dict[str, str] = {}
        self._claims: dict[str, T] = {}

    def add(self, paths: Iterable[str], owner: str, claim: T) -> None:
        """Add a claim; raises PathTaken, which calls both parts by name."""
        for path in paths:
            other = self._owners.setdefault(path.rstrip("/"), owner)
            if other != owner:
                reason = f"{other} and {owner} both need the path {path} on {self._address}"
                raise PathTaken(f"{reason}: give one of them another path or address.")
            self._claims[path] = claim

    def find(self, path: str) -> T | None:
        """Return the claim that covers a path."""
        if path in self._claims:
            return self._claims[path]
        above = [each for each in self._claims if each.endswith("/") and f"{path}/".startswith(each)]
        return self._claims[max(above, key=len)] if above else None
